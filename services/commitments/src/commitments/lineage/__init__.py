"""How commitments and goals descend from those of earlier plans."""
