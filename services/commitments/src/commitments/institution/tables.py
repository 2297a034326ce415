"""Table of institutions."""

from sqlalchemy import Boolean, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata

institutions = Table(
    "institutions",
    metadata,
    Column("acronym", Text, primary_key=True),
    Column("name", JSONB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("roundtable", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
