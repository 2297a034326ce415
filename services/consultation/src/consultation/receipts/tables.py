"""Table of the keys that sign receipts."""

from sqlalchemy import Column, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

receipt_keys = Table(
    "receipt_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("private_jwk", JSONB, nullable=False),
    Column("created_at", INSTANT, nullable=False),
)
