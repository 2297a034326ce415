"""Table of the plan files that were taken, each kept as it came."""

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, Table, Text, Uuid

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("plan", ForeignKey("plans.id"), nullable=False, index=True),
    Column("n", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("levels_as_of", Date, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("taken_at", INSTANT, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("events", Integer, nullable=False),
)
