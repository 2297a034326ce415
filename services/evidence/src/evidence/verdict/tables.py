"""The standing of every address that is checked: its verdict, what that rests on, and when it is checked next."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from constancia_bus.tables import INSTANT
from evidence.metadata import metadata

standings = Table(
    "standings",
    metadata,
    Column("evidence", ForeignKey("means_of_verification.id"), primary_key=True),
    Column("url", Text, nullable=False),  # normalised; what was printed is with the means of verification
    Column("site", Text),  # whose turn decides when it is visited; null for what is never visited
    Column("verdict", Text, nullable=False),
    Column("outcome", Text),
    Column("flags", ARRAY(Text), nullable=False),
    Column("since", INSTANT, nullable=False),
    Column("due_at", INSTANT),  # null for what is not visited: invalid, or cited by nobody now
    Column("asked_at", INSTANT),  # when somebody asked for a check out of turn, until it is done
    Column("interval_seconds", Integer, nullable=False),
    Column("checked_at", INSTANT),
    Column("ok_at", INSTANT),
    Column("failures", JSONB, nullable=False),  # the counted failures since the last success, oldest first
    Column("recoveries", ARRAY(INSTANT), nullable=False),  # of the last 90 days: who recovers often is flaky
    Column("text_sha256", Text),
    Column("body_sha256", Text),
    Column("copy_wanted", Boolean, nullable=False),  # seen alive for the first time, or changed, and not yet kept
    Column("disputes", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_standings_turn", "site", "due_at"),
)
digests = Table(
    "digests",
    metadata,
    Column("institution", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("n", Integer, nullable=False),
)
disputes = Table(
    "disputes",
    metadata,
    Column("evidence", ForeignKey("standings.evidence"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("institution", Text, nullable=False),
    Column("reason", JSONB, nullable=False),
    Column("disputed_at", INSTANT, nullable=False),
    Column("settled_at", INSTANT),
    Column("upheld", Boolean),
    Column("settlement", JSONB(none_as_null=True)),
)
