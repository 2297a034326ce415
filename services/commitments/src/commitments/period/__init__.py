"""Reporting periods: who is asked to report, until when, and who has not."""
