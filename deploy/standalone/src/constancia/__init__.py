"""The command constancia: the whole platform on one machine."""
