"""The sites that are visited: whose turn it is, who has it, and at which pace; and what their hosts ask of robots.

A site is a registered domain: its hosts often are one machine, so they share one pace, and one lease.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, Table, Text, Uuid

from constancia_bus.tables import INSTANT
from evidence.metadata import metadata

sites = Table(
    "sites",
    metadata,
    Column("site", Text, primary_key=True),
    Column("ready_at", INSTANT),  # when it may be taken: an address due, a rest or a lease over; null: never
    Column("lease", Uuid),  # who holds it until `ready_at`; null where nobody does
    Column("rests_until", INSTANT),  # its own pace, Retry-After, or our breaker
    Column("latency_ms", Float),  # a moving mean of the time to the first byte
    Column("failures", Integer, nullable=False),  # visits in a row of which nothing came of our asking
    Index("ix_sites_ready_at", "ready_at"),
)
robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("status", Integer),  # null where it could not be asked
    Column("body", Text, nullable=False),
    Column("fetched_at", INSTANT, nullable=False),
)
checker_state = Table(
    "checker_state",
    metadata,
    Column("one", Boolean, primary_key=True),  # one row
    Column("state", Text, nullable=False),
    Column("since", INSTANT, nullable=False),
    Column("seen_at", INSTANT, nullable=False),
    Column("canaries_up", Integer, nullable=False),
    Column("canaries", Integer, nullable=False),
)
