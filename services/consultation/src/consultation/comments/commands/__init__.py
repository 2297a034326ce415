"""What one may do with a comment."""
