"""Questionnaires: questions by theme, answered by institutions."""
