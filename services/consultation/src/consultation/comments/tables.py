"""Table of comments."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

comments = Table(
    "comments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("consultation", ForeignKey("consultations.id"), nullable=False),
    Column("received_at", INSTANT, nullable=False),
    Column("sector", Text, nullable=False),
    Column("text", JSONB, nullable=False),
    Index(None, "consultation", "received_at", "id"),
)
comment_naming = Table(
    "comment_naming",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
