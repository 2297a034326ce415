"""What one may do about an answer that is owed."""
