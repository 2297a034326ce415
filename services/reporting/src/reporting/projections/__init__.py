"""Read models: each one page with its table and what every event does to it."""
