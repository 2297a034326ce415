"""What one may do to a meeting."""
