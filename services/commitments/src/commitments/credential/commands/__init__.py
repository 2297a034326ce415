"""What one may do with credentials."""
