"""What was said, as files that anybody may take."""
