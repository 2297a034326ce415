"""The hosts that are visited: whose turn it is, who has it, and at which pace it is visited."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, Table, Text, Uuid

from constancia_bus.tables import INSTANT
from evidence.metadata import metadata

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),  # name and port as in a URL: `www.minfin.gob.gt`, `a.gt:8080`
    Column("ready_at", INSTANT),  # when it may be taken: an address due, a pause or lease over; null: never
    Column("lease", Uuid),  # whoever holds it; free where ready_at has passed, whatever stands here
    Column("site", Text, nullable=False),  # the registered domain, among whose hosts one pace is shared
    Column("latency_ms", Float),  # a moving mean of the time to the first byte
    Column("failures", Integer, nullable=False),  # rounds in a row in which nothing of it answered: the breaker
    Column("robots", Text),
    Column("robots_status", Integer),
    Column("robots_at", INSTANT),
    Column("is_fair", Boolean),  # whether a random path of it gave a real 404 when it was last tried
    Index("ix_hosts_ready_at", "ready_at"),
)
