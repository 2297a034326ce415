"""What one may do to a membership."""
