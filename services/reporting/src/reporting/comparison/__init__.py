"""What changed in a plan between two days: the figures of both, and every goal that moved."""
