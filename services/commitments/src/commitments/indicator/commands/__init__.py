"""What one may do to an indicator."""
