"""What the consultation service keeps of the registry's events."""
