"""Past plans as IRM found them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "past_plans",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("commitments", sa.Integer(), nullable=False),
        sa.Column("high_completion", sa.Numeric(5, 2), nullable=False),
        sa.Column("transformative", sa.Numeric(5, 2), nullable=False),
        sa.Column("relevant", sa.Numeric(5, 2), nullable=False),
        sa.Column("high_completion_count", sa.Integer(), nullable=False),
        sa.Column("transformative_count", sa.Integer(), nullable=False),
        sa.Column("relevant_count", sa.Integer(), nullable=False),
        sa.Column("starred", sa.Integer(), nullable=False),
        sa.Column("formula", sa.Text(), nullable=True),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "number", name=op.f("pk_past_plans")),
    )
