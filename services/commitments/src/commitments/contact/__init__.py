"""Whom to turn to about a commitment; personal data that never leaves the registry."""
