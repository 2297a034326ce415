"""What one may do to a working group."""
