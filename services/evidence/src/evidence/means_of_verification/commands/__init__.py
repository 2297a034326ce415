"""What one may do with a means of verification."""
