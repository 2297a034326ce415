"""Reports tell what was done and by whom; assessments, reporting periods, and a copy of what is cited."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from constancia_db import audit

revision = "0006"
down_revision = "0005"

_WHO_STATED = (
    "update {table} as stated set institution = c.institution from credentials as c"
    " where c.client_id = stated.stated_by and not 'plan:admin' = any(c.scopes)"
)
"""Whoever may enter plans stated levels by a file; every other statement came from an institution's own system."""


def upgrade() -> None:
    """Go forward."""
    _reports()
    _assessments()
    _periods()
    op.create_table(
        "cited_evidence",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "commitment", "goal", "part", "evidence", name=op.f("pk_cited_evidence")),
    )
    audit.attach("assessments")
    audit.attach("reporting_periods")


def _reports() -> None:
    for table, texts in (
        ("progress_reports", ("narrative", "next_steps", "challenges", "reason")),
        ("commitment_declarations", ("narrative", "reason")),
    ):
        op.add_column(table, sa.Column("institution", sa.Text(), nullable=True))
        for text in texts:
            op.add_column(table, sa.Column(text, postgresql.JSONB(), nullable=True))
        op.execute(_WHO_STATED.format(table=table))


def _assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("subgoal", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("working_group", sa.Integer(), nullable=True),
        sa.Column("report", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan", "commitment"],
            ["commitments.plan", "commitments.number"],
            name=op.f("fk_assessments_plan_commitment"),
        ),
        sa.PrimaryKeyConstraint("plan", "commitment", "n", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_plan_commitment_goal"), "assessments", ["plan", "commitment", "goal"])


def _periods() -> None:
    op.create_table(
        "reporting_periods",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missing", postgresql.JSONB(), nullable=False),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name=op.f("fk_reporting_periods_plan")),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_reporting_periods")),
    )
    op.create_index(
        "uq_reporting_periods_open",
        "reporting_periods",
        ["plan", "kind"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
