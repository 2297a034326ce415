"""What the public sees of the whole registry."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_FACTS = {
    "plan_states": (),
    "lineage_statements": (("n", sa.Integer()),),
    "assessments": (("commitment", sa.Integer()),),
    "reporting_periods": (("number", sa.Integer()),),
    "reporting_period_closings": (("number", sa.Integer()),),
    "memberships": (("working_group", sa.Integer()), ("institution", sa.Text())),
    "working_groups": (("number", sa.Integer()),),
    "meetings": (("number", sa.Integer()),),
    "recommendations": (("letter", sa.Text()),),
    "recommendation_follow_ups": (("letter", sa.Text()),),
    "indicators": (("key", sa.Text()),),
    "indicator_statements": (("key", sa.Text()),),
}


def upgrade() -> None:
    """Go forward."""
    for name, keys in _FACTS.items():
        op.create_table(
            name,
            sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("plan", sa.Text(), nullable=False),
            *(sa.Column(key, kind, nullable=False) for key, kind in keys),
            sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("body", postgresql.JSONB(), nullable=False),
            sa.PrimaryKeyConstraint("pos", name=op.f(f"pk_{name}")),
        )
        columns = ["plan", *(key for key, _ in keys), "effective_at", "pos"]
        op.create_index(f"ix_{name}_as_of", name, columns, unique=False)
    op.add_column("lineage_statements", sa.Column("from_plan", sa.Text(), nullable=False))
    op.add_column("lineage_statements", sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("lineage_statements", sa.Column("retraction", postgresql.JSONB(), nullable=True))
    op.create_index(op.f("ix_lineage_statements_from_plan"), "lineage_statements", ["from_plan"], unique=False)
    op.add_column("goal_levels", sa.Column("said", postgresql.JSONB(), nullable=True))
    op.add_column("commitment_levels", sa.Column("said", postgresql.JSONB(), nullable=True))
