"""Tables that are emptied as they age: proofs that were used, and what posts looked like."""

from sqlalchemy import Column, LargeBinary, Table, Text

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

spent_proofs = Table(
    "spent_proofs",
    metadata,
    Column("proof", Text, primary_key=True),
    Column("expires_at", INSTANT, nullable=False, index=True),
)
recent_posts = Table(
    "recent_posts",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("comment", Text, nullable=False),
    Column("expires_at", INSTANT, nullable=False, index=True),
)
