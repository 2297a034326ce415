"""The first tables of the consultation service."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from constancia_bus.migration import create_effects, create_event_log, create_projections

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Go forward."""
    create_event_log()
    create_effects()
    create_projections()
    op.create_table(
        "consultations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("workshop", postgresql.JSONB(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("plan", "n", name=op.f("uq_consultations_plan_n")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultations.id"], name=op.f("fk_comments_consultation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(
        op.f("ix_comments_consultation_received_at_id"), "comments", ["consultation", "received_at", "id"], unique=False
    )
    op.create_table(
        "comment_naming",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_comment_naming_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_naming")),
    )
    # 244 random bits: two version 4 UUIDs.
    op.execute(
        "insert into comment_naming values"
        " (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))"
    )
