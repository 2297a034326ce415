"""What one may do to a commitment."""
