"""Compliance of a plan as of any instant: the one place where its figures are computed."""
