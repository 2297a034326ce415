"""What the platform noticed by itself, computed as of any date."""
