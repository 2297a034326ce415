"""Table of working groups."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from commitments.metadata import metadata

working_groups = Table(
    "working_groups",
    metadata,
    Column("plan", ForeignKey("plans.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("title", JSONB(none_as_null=True)),
    Column("commitments", ARRAY(Integer), nullable=False),
    Column("convened_by", ARRAY(Text), nullable=False),
    Column("version", Integer, nullable=False),
)
