"""Tables of memberships and their periods; group 0 is the roundtable."""

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata

memberships = Table(
    "memberships",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("working_group", Integer, primary_key=True, autoincrement=False),
    Column("institution", ForeignKey("institutions.acronym"), primary_key=True),
    Column("version", Integer, nullable=False),
)
membership_periods = Table(
    "membership_periods",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("working_group", Integer, primary_key=True, autoincrement=False),
    Column("institution", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("joined_on", Date),
    Column("left_on", Date),
    Column("reason", JSONB(none_as_null=True)),
    ForeignKeyConstraint(
        ["plan", "working_group", "institution"],
        ["memberships.plan", "memberships.working_group", "memberships.institution"],
    ),
)
