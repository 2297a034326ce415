"""Who leads a commitment, and which goals there are, as the registry tells: who may cite evidence for what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "commitment_leads",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("institutions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("plan", "commitment", name=op.f("pk_commitment_leads")),
    )
    op.create_table(
        "known_goals",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("subgoals", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("plan", "commitment", "goal", name=op.f("pk_known_goals")),
    )
