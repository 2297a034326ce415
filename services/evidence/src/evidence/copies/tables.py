"""The copies of what addresses returned. A row stays when its bytes are given up."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from constancia_bus.tables import INSTANT
from evidence.metadata import metadata

copies = Table(
    "copies",
    metadata,
    Column("evidence", ForeignKey("means_of_verification.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("payload_sha256", Text, nullable=False),
    Column("captured_at", INSTANT, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("stored_size", Integer, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("dropped_at", INSTANT),
    Column("rule", Text),
    Index(None, "sha256"),
)
