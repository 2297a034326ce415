"""Goals, their subgoals and the progress reported on them."""
