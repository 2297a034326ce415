"""What the checker needs: standings, every check by month, hosts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "standings",
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=True),
        sa.Column("interval_seconds", sa.Integer(), nullable=False),
        sa.Column("checked_at", _INSTANT, nullable=True),
        sa.Column("ok_at", _INSTANT, nullable=True),
        sa.Column("failures", postgresql.JSONB(), nullable=False),
        sa.Column("recoveries", postgresql.ARRAY(_INSTANT), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=True),
        sa.Column("body_sha256", sa.Text(), nullable=True),
        sa.Column("copy_wanted", sa.Boolean(), nullable=False),
        sa.Column("disputes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["means_of_verification.id"], name=op.f("fk_standings_evidence")),
        sa.PrimaryKeyConstraint("evidence", name=op.f("pk_standings")),
    )
    op.create_index("ix_standings_turn", "standings", ["host", "due_at"])
    op.create_table(
        "checks",
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("checked_at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("stands_for", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("found_type", sa.Text(), nullable=True),
        sa.Column("body_sha256", sa.Text(), nullable=True),
        sa.Column("text_sha256", sa.Text(), nullable=True),
        sa.Column("seen", postgresql.JSONB(), nullable=True),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("evidence", "checked_at", name=op.f("pk_checks")),
        postgresql_partition_by="RANGE (checked_at)",
    )
    op.create_index("ix_checks_checked_at", "checks", ["checked_at"], postgresql_using="brin")
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("ready_at", _INSTANT, nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("latency_ms", sa.Float(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("robots", sa.Text(), nullable=True),
        sa.Column("robots_status", sa.Integer(), nullable=True),
        sa.Column("robots_at", _INSTANT, nullable=True),
        sa.Column("is_fair", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_index("ix_hosts_ready_at", "hosts", ["ready_at"])
