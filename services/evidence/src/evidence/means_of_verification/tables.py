"""Tables of means of verification and their uses."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from evidence.metadata import metadata

means_of_verification = Table(
    "means_of_verification",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("target", Text),  # where a shortened address was seen to lead
)
uses = Table(
    "uses",
    metadata,
    Column("evidence", ForeignKey("means_of_verification.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("goal", Integer, nullable=False),
    Column("subgoal", Integer),
    Column("kind", Text, nullable=False),
    Column("order", Integer, nullable=False),
    Column("from_file", Boolean, nullable=False),
    Column("cited_at", INSTANT, nullable=False),
    Column("withdrawn_at", INSTANT),
    Column("described", JSONB(none_as_null=True)),
    Column("review", JSONB(none_as_null=True)),
    Index(None, "plan", "commitment", "goal"),
)
