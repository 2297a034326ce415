"""Table of reporting periods."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

reporting_periods = Table(
    "reporting_periods",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("title", JSONB(none_as_null=True)),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_at", INSTANT, nullable=False),
    Column("closed_at", INSTANT),
    Column("missing", JSONB, nullable=False),
    Column("reason", JSONB(none_as_null=True)),
    Column("version", Integer, nullable=False),
)
Index(
    "uq_reporting_periods_open",
    reporting_periods.c.plan,
    reporting_periods.c.kind,
    unique=True,
    postgresql_where=reporting_periods.c.closed_at.is_(None),
)
