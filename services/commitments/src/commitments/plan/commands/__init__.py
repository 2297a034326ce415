"""What one may do with a plan."""
