"""Contracts between the services: events, their envelope and schemas, and the plan file."""
