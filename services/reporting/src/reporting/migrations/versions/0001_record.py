"""The public record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from constancia_bus.migration import create_projections

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Go forward."""
    create_projections()
    op.create_table(
        "commitment_definitions",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_commitment_definitions")),
    )
    op.create_index(
        "ix_commitment_definitions_as_of",
        "commitment_definitions",
        ["plan", "commitment", "effective_at", "pos"],
        unique=False,
    )
    op.create_table(
        "commitment_levels",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_commitment_levels")),
    )
    op.create_index(
        "ix_commitment_levels_as_of", "commitment_levels", ["plan", "commitment", "effective_at", "pos"], unique=False
    )
    op.create_table(
        "evidence_uses",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("subgoal", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("cited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_evidence_uses")),
    )
    op.create_index("ix_evidence_uses_goal", "evidence_uses", ["plan", "commitment", "goal"], unique=False)
    op.create_table(
        "goal_definitions",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_goal_definitions")),
    )
    op.create_index(
        "ix_goal_definitions_as_of",
        "goal_definitions",
        ["plan", "commitment", "goal", "effective_at", "pos"],
        unique=False,
    )
    op.create_table(
        "goal_levels",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("subgoal", sa.Integer(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_goal_levels")),
    )
    op.create_index(
        "ix_goal_levels_as_of",
        "goal_levels",
        ["plan", "commitment", "goal", "subgoal", "effective_at", "pos"],
        unique=False,
    )
    op.create_table(
        "institution_definitions",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_institution_definitions")),
    )
    op.create_index(op.f("ix_institution_definitions_acronym"), "institution_definitions", ["acronym"], unique=False)
    op.create_table(
        "plan_definitions",
        sa.Column("pos", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("pk_plan_definitions")),
    )
    op.create_index(op.f("ix_plan_definitions_plan"), "plan_definitions", ["plan"], unique=False)
