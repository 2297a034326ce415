"""Consultations and comments."""
