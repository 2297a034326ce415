"""What one may do about a verdict."""
