"""What one may do to a comment that breaks a rule, and what its author may do about it."""
