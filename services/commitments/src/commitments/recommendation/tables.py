"""Tables of recommendations and what was done about them."""

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

recommendations = Table(
    "recommendations",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("letter", Text, primary_key=True),
    Column("text", JSONB, nullable=False),
    Column("of_plan", Integer),
    Column("version", Integer, nullable=False),
)
follow_ups = Table(
    "follow_ups",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("letter", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("done_on", Date),
    Column("text", JSONB, nullable=False),
    Column("commitment", Integer),
    Column("stated_at", INSTANT, nullable=False),
    Column("stated_by", Text, nullable=False),
    ForeignKeyConstraint(["plan", "letter"], ["recommendations.plan", "recommendations.letter"]),
)
