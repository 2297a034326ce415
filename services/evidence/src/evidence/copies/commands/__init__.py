"""What one may do with copies."""
