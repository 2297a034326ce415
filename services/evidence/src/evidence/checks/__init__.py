"""The history: every check that was made, and what was so on a day."""
