"""Table of meetings."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from commitments.metadata import metadata

meetings = Table(
    "meetings",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("originally_on", Date),
    Column("place", JSONB(none_as_null=True)),
    Column("department", Text),
    Column("working_group", Integer),
    Column("agenda_url", Text),
    Column("minutes_url", Text),
    Column("attendance", ARRAY(Text), nullable=False),
    Column("place_in_file", Integer),
    Column("version", Integer, nullable=False),
    Index(None, "plan", "held_on", "number"),
)
