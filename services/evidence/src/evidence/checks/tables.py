"""Every check that was ever made, by month. A row that was thinned stands for a run of equal checks."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from constancia_bus.tables import INSTANT
from evidence.metadata import metadata

thinned_months = Table(
    "thinned_months",
    metadata,
    Column("month", INSTANT, primary_key=True),  # its first instant, in UTC
)
checks = Table(
    "checks",
    metadata,
    Column("evidence", Text, primary_key=True),
    Column("checked_at", INSTANT, primary_key=True),
    Column("until", INSTANT, nullable=False),  # the last check that this row stands for; checked_at where for itself
    Column("stands_for", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("flags", ARRAY(Text), nullable=False),
    Column("verdict", Text, nullable=False),  # what the record said after it
    Column("counted", Boolean, nullable=False),  # whether it counted as a failure or a success
    Column("status", Integer),
    Column("final_url", Text),
    Column("took_ms", Integer, nullable=False),
    Column("size", Integer),
    Column("found_type", Text),
    Column("body_sha256", Text),
    Column("text_sha256", Text),
    Column("seen", JSONB),  # raw evidence: hops, TLS, headers, head, profiles, vantage, requests
    Column("engine", Text, nullable=False),
    Index("ix_checks_checked_at", "checked_at", postgresql_using="brin"),
    postgresql_partition_by="RANGE (checked_at)",
)
