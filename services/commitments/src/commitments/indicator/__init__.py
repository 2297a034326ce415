"""Named figures, and every statement of them."""
