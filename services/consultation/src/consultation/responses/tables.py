"""Tables of answers and of the changes they led to."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

responses = Table(
    "responses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("consultation", ForeignKey("consultations.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("institution", Text),  # null: the point of contact of the plan
    Column("outcome", Text, nullable=False),
    Column("text", JSONB, nullable=False),
    Column("answered_at", INSTANT, nullable=False),
    UniqueConstraint("consultation", "n"),
)
linked_changes = Table(
    "linked_changes",
    metadata,
    Column("response", ForeignKey("responses.id"), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("commitment", Integer, nullable=False),
    Column("goal", Integer),
    Column("linked_at", INSTANT, nullable=False),
)
