"""Read models can be rebuilt: what was asked for, and what came of it."""

from constancia_bus.migration import create_rebuilds

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Go forward."""
    create_rebuilds()
