"""Table of the assessments by others than the leads."""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

assessments = Table(
    "assessments",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("goal", Integer),
    Column("subgoal", Integer),
    Column("source", Text, nullable=False),
    Column("institution", Text),
    Column("working_group", Integer),
    Column("report", Integer),
    Column("verdict", Text),
    Column("level", Text),
    Column("reason", JSONB(none_as_null=True)),
    Column("effective_on", Date, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("stated_at", INSTANT, nullable=False),
    Column("stated_by", Text, nullable=False),
    ForeignKeyConstraint(["plan", "commitment"], ["commitments.plan", "commitments.number"]),
    Index(None, "plan", "commitment", "goal"),
)
