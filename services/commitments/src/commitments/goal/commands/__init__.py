"""What one may do to a goal."""
