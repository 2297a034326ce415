"""Past plans as IRM found them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from constancia_db import audit

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "irm_plans",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("commitments", sa.Integer(), nullable=False),
        sa.Column("high_completion", sa.Integer(), nullable=False),
        sa.Column("transformative", sa.Integer(), nullable=False),
        sa.Column("relevant", sa.Integer(), nullable=False),
        sa.Column("starred", sa.Integer(), nullable=False),
        sa.Column("formula", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "number", name=op.f("pk_irm_plans")),
    )
    op.create_index(op.f("ix_irm_plans_code"), "irm_plans", ["code"], unique=False)
    op.create_table(
        "irm_commitments",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("plan", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["slug", "plan"], ["irm_plans.slug", "irm_plans.number"], name=op.f("fk_irm_commitments_slug_plan")
        ),
        sa.PrimaryKeyConstraint("slug", "plan", "place", name=op.f("pk_irm_commitments")),
        sa.UniqueConstraint(
            "slug", "plan", "number", "occurrence", name=op.f("uq_irm_commitments_slug_plan_number_occurrence")
        ),
    )
    audit.attach("irm_plans")
    audit.attach("irm_commitments")
