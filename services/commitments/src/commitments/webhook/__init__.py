"""Webhooks: who is told of changes of status, and every telling until it has arrived."""
