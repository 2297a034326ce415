"""What one may do about a recommendation."""
