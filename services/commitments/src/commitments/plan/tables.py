"""Tables of plans and themes."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from commitments.metadata import metadata

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
