"""Tables of past plans as IRM found them; contact persons have no column here."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata

irm_plans = Table(
    "irm_plans",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("country", Text, nullable=False),
    Column("code", Text, index=True),
    Column("commitments", Integer, nullable=False),
    Column("high_completion", Integer, nullable=False),
    Column("transformative", Integer, nullable=False),
    Column("relevant", Integer, nullable=False),
    Column("starred", Integer, nullable=False),
    Column("formula", Text),
    Column("digest", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
)
irm_commitments = Table(
    "irm_commitments",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("plan", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("number", Text, nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("body", JSONB, nullable=False),
    ForeignKeyConstraint(["slug", "plan"], ["irm_plans.slug", "irm_plans.number"]),
    UniqueConstraint("slug", "plan", "number", "occurrence"),
)
"""`place` is a row's place among those of its plan, from 1, and `body` what it says (`store.body_of`)."""
