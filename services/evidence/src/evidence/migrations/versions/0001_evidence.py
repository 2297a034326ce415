"""The first tables of the evidence service."""

import sqlalchemy as sa
from alembic import op

from constancia_bus.migration import create_effects, create_event_log, create_projections

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Go forward."""
    create_event_log()
    create_effects()
    create_projections()
    op.create_table(
        "means_of_verification",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_means_of_verification")),
    )
    op.create_table(
        "uses",
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("subgoal", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.Column("cited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["evidence"], ["means_of_verification.id"], name=op.f("fk_uses_evidence")),
        sa.PrimaryKeyConstraint("evidence", "n", name=op.f("pk_uses")),
    )
    op.create_index(op.f("ix_uses_plan_commitment_goal"), "uses", ["plan", "commitment", "goal"], unique=False)
