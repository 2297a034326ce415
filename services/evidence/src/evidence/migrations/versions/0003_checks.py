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
        sa.Column("site", sa.Text(), nullable=True),
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
    op.create_index("ix_standings_turn", "standings", ["site", "due_at"])
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
        "sites",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("ready_at", _INSTANT, nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("rests_until", _INSTANT, nullable=True),
        sa.Column("latency_ms", sa.Float(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_sites")),
    )
    op.create_index("ix_sites_ready_at", "sites", ["ready_at"])
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fetched_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots")),
    )
    op.create_table(
        "checker_state",
        sa.Column("one", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("canaries_up", sa.Integer(), nullable=False),
        sa.Column("canaries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_checker_state")),
    )
    op.create_table(
        "disputes",
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("reason", postgresql.JSONB(), nullable=False),
        sa.Column("disputed_at", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("settlement", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["evidence"], ["standings.evidence"], name=op.f("fk_disputes_evidence")),
        sa.PrimaryKeyConstraint("evidence", "number", name=op.f("pk_disputes")),
    )
    op.create_table(
        "thinned_months",
        sa.Column("month", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_thinned_months")),
    )
    op.create_table(
        "digests",
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("institution", "plan", "week", name=op.f("pk_digests")),
    )
    op.add_column("means_of_verification", sa.Column("target", sa.Text(), nullable=True))
    op.execute("create table checks_default partition of checks default")
    # Much of a standing changes with each check: room on its page keeps that from touching the indexes.
    op.execute("alter table standings set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)")
    op.execute("alter table sites set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)")
