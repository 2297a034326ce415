"""Table of comments."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text
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
