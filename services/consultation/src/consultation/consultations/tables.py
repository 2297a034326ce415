"""Table of consultations."""

from sqlalchemy import Column, Date, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

consultations = Table(
    "consultations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("opens_at", INSTANT, nullable=False),
    Column("closes_at", INSTANT, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("workshop", JSONB(none_as_null=True)),
    Column("version", Integer, nullable=False),
    UniqueConstraint("plan", "n"),
)
