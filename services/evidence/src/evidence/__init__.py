"""Means of verification."""
