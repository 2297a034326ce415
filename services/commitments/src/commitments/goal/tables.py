"""Tables of goals, subgoals and progress reports."""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

goals = Table(
    "goals",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", JSONB, nullable=False),
    Column("starts_on", Text, nullable=False),
    Column("ends_on", Text, nullable=False),
    Column("template_starts_on", Text),
    Column("template_ends_on", Text),
    Column("depends_on", JSONB, nullable=False),
    Column("folded", Text, nullable=False),
    Column("said", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["plan", "commitment"], ["commitments.plan", "commitments.number"]),
)
subgoals = Table(
    "subgoals",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True),
    Column("goal", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", JSONB, nullable=False),
    Column("starts_on", Text, nullable=False),
    Column("ends_on", Text, nullable=False),
    ForeignKeyConstraint(["plan", "commitment", "goal"], ["goals.plan", "goals.commitment", "goals.number"]),
)
progress_reports = Table(
    "progress_reports",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True),
    Column("goal", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("subgoal", Integer),
    Column("level", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("stated_at", INSTANT, nullable=False),
    Column("stated_by", Text, nullable=False),
    Column("institution", Text),
    Column("narrative", JSONB(none_as_null=True)),
    Column("next_steps", JSONB(none_as_null=True)),
    Column("challenges", JSONB(none_as_null=True)),
    Column("reason", JSONB(none_as_null=True)),
    ForeignKeyConstraint(["plan", "commitment", "goal"], ["goals.plan", "goals.commitment", "goals.number"]),
)
