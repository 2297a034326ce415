"""Proposals for commitments, from their receipt to their adoption."""
