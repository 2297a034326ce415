"""What one may do with a reporting period."""
