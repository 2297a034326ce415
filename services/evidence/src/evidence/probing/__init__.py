"""One visit to one address: what it showed. Knows the network and no database."""
