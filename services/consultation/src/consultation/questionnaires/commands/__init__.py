"""What one may do with a questionnaire."""
