"""Consultations and their windows."""
