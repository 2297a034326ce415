"""Tables of commitments, their leads and the statements of their level."""

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

commitments = Table(
    "commitments",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("ogp_id", Text),
    Column("theme", Integer, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("starts_on", Text, nullable=False),
    Column("ends_on", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("other_actors", JSONB, nullable=False),
    Column("budget", JSONB(none_as_null=True)),
    Column("sdgs", JSONB, nullable=False),
    Column("national_links", JSONB, nullable=False),
    Column("activities", JSONB, nullable=False),
    Column("folded", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
commitment_leads = Table(
    "commitment_leads",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True),
    Column("institution", ForeignKey("institutions.acronym"), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("role", Text, nullable=False),
    ForeignKeyConstraint(["plan", "commitment"], ["commitments.plan", "commitments.number"]),
)
commitment_declarations = Table(
    "commitment_declarations",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("level", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("stated_at", INSTANT, nullable=False),
    Column("stated_by", Text, nullable=False),
    Column("institution", Text),
    Column("narrative", JSONB(none_as_null=True)),
    Column("reason", JSONB(none_as_null=True)),
    ForeignKeyConstraint(["plan", "commitment"], ["commitments.plan", "commitments.number"]),
)
