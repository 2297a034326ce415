"""Table of every text that a plan, its commitments and its goals have had, and of the steps of the plan's life."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

changes = Table(
    "changes",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("commitment", Integer),
    Column("goal", Integer),
    Column("version", Integer, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("institution", Text),
    Column("stated_by", Text, nullable=False),
    Column("reason", JSONB(none_as_null=True)),
    Column("fields", JSONB, nullable=False),
    Column("text", JSONB(none_as_null=True)),
    Column("in_log", Boolean, nullable=False),
)
Index("ix_changes_of_thing", changes.c.plan, changes.c.kind, changes.c.commitment, changes.c.goal, changes.c.n)
