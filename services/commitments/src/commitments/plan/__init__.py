"""Plans and their themes."""
