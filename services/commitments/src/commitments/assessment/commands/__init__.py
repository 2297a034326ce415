"""What one may do about the progress of others."""
