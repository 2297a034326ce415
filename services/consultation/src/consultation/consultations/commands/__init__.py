"""What one may do with a consultation."""
