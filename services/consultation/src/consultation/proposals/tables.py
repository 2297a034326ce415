"""Table of the steps of proposals; rows are only ever added."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

proposal_steps = Table(
    "proposal_steps",
    metadata,
    Column("comment", ForeignKey("comments.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", Text, nullable=False),
    Column("reason", JSONB(none_as_null=True)),
    Column("criteria", JSONB(none_as_null=True)),  # by criterion: whether it is met, and why
    Column("into", ForeignKey("comments.id")),
    Column("commitment", Integer),
    Column("decided_at", INSTANT, nullable=False),
)
