"""What the consultation service does about the events of others."""
