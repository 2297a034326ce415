"""What the IRM asked for in reviews of earlier plans, and what was done about it."""
