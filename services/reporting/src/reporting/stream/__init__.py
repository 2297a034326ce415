"""Changes pushed to whoever watches."""
