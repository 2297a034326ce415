"""Plan files taken whole."""
