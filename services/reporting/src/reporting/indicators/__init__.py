"""Named figures of a plan as of a moment: which value holds, and who stated what."""
