"""What one may do with a proposal."""
