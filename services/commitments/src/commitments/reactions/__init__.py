"""What the registry does about events."""
