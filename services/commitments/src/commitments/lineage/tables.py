"""Table of the statements of descent; none is ever deleted."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

lineage = Table(
    "lineage",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("from_plan", ForeignKey("plans.id"), nullable=False),
    Column("from_commitment", Integer, nullable=False),
    Column("from_goal", Integer),
    Column("to_commitment", Integer),
    Column("to_goal", Integer),
    Column("note", JSONB(none_as_null=True)),
    Column("stated_at", INSTANT, nullable=False),
    Column("stated_by", Text, nullable=False),
    Column("institution", Text),
    Column("retracted_at", INSTANT),
    Column("retraction", JSONB(none_as_null=True)),
)
Index("ix_lineage_from_plan", lineage.c.from_plan)
