"""Read models of what others say: each one page with its tables and what every event does to them."""
