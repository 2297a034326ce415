"""Read models of what others say: each one page with its table and what every event does to it."""
