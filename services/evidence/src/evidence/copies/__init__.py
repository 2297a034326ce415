"""Copies: what an address returned, kept as WARC under its hash."""
