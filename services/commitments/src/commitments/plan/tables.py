"""Tables of plans, their themes and the steps of their life."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("country", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("adopted_on", Date),
    Column("languages", ARRAY(Text), nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("vocabulary", Text, nullable=False),
    Column("evidence_gate", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
themes = Table(
    "themes",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("title", JSONB, nullable=False),
)
plan_transitions = Table(
    "plan_transitions",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("before", Text),
    Column("reason", JSONB(none_as_null=True)),
    Column("effective_on", Date, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("stated_at", INSTANT, nullable=False),
    Column("stated_by", Text, nullable=False),
    Column("institution", Text),
)
