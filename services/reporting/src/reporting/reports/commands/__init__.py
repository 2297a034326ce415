"""What a point of contact does to a report, one use case a file."""
