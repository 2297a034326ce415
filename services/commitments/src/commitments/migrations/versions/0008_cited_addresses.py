"""The copy of what is cited knows the addresses too, so that a plan is exported with what its leads cited."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go forward. The new version of the projection hears everything again, and fills them in."""
    for column in (sa.Column("url", sa.Text()), sa.Column("kind", sa.Text()), sa.Column("order", sa.Integer())):
        op.add_column("cited_evidence", column)
