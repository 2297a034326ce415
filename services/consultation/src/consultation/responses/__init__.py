"""Reasoned responses: who owes an answer, by when, and which change it led to."""
