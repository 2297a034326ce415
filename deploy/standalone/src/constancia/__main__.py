"""`python -m constancia`: the same as the command `constancia`."""

from constancia.cli import app

app()
