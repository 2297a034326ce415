"""Means of verification: what is cited as proof, once each, with all its uses."""
