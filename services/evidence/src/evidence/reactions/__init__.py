"""What the evidence service does about the events of others."""
