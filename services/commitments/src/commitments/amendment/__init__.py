"""What was changed of a plan, and what it said before."""
