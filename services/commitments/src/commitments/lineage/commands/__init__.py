"""What one may do with a statement of descent."""
