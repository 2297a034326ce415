"""What one may do with a webhook and its deliveries."""
