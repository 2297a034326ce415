"""What one may do with IRM's table."""
