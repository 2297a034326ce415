"""Table of notices that wait to be sent or were; it names whom they are about, never where they go."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

notices = Table(
    "notices",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("comment", ForeignKey("comments.id")),
    Column("institution", Text),
    Column("detail", JSONB, nullable=False),
    Column("made_at", INSTANT, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("settled_at", INSTANT),
    Column("outcome", Text),
    Index("ix_notices_due", "due_at", postgresql_where=text("settled_at is null")),
)
