"""Tables of indicators and their statements."""

from sqlalchemy import Column, Date, Float, ForeignKey, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

indicators = Table(
    "indicators",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("commitment", Integer),
    Column("goal", Integer),
    Column("label", JSONB, nullable=False),
    Column("unit", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
)
indicator_statements = Table(
    "indicator_statements",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("value", Float(53), nullable=False),
    Column("as_of", Text),
    Column("stated_where", Text, nullable=False),
    Column("lines", ARRAY(Integer), nullable=False),
    Column("evidence_url", Text),
    Column("institution", ForeignKey("institutions.acronym")),
    Column("effective_on", Date, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("stated_at", INSTANT, nullable=False),
    Column("stated_by", Text, nullable=False),
    ForeignKeyConstraint(["plan", "key"], ["indicators.plan", "indicators.key"]),
)
