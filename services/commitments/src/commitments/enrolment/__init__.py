"""Organisations that ask to join, by a link of the point of contact."""
