"""Receipts: what lets an author prove, at any time and offline, what was sent and when."""
