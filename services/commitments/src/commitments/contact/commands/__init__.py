"""What one may do with a contact point."""
