"""Consultations as of a moment: their windows, and the count of what became of each comment."""
