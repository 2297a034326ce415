"""What one may do with an institution."""
