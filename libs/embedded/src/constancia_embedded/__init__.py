"""The servers that the platform needs, started for it when nobody names others."""
