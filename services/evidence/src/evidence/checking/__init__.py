"""The engine: whose turn it is, who visits it, at which pace, and how the rounds are written down."""
