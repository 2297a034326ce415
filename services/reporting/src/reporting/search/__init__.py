"""Finds commitments, goals, subgoals, institutions and themes of a plan by their words."""
