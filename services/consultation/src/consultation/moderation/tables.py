"""Table of the acts of moderation; rows are only ever added."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

moderation_acts = Table(
    "moderation_acts",
    metadata,
    Column("comment", ForeignKey("comments.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # counts the acts about one comment from 1
    Column("consultation", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("rule", Text),
    Column("role", Text, nullable=False),
    Column("institution", Text),
    Column("reason", JSONB(none_as_null=True)),  # for the public, by whoever moderates
    Column("words", Text),  # of an appeal, for whoever decides about it; never shown
    Column("passages", Integer, nullable=False),  # of a redaction: how many, and how much of the text
    Column("characters", Integer, nullable=False),
    Column("acted_at", INSTANT, nullable=False),
    Index("ix_moderation_acts_register", "consultation", "acted_at", "comment", "number"),
)
