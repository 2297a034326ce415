"""Tables of credentials, their API keys, and the keys that sign tokens."""

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

credentials = Table(
    "credentials",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("institution", Text),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("issued_at", INSTANT, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("revoked_at", INSTANT),
    Column("label", Text),
    Column("expires_on", Date),
    Column("version", Integer, nullable=False),
)
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("client_id", ForeignKey("credentials.client_id"), nullable=False, index=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("issued_at", INSTANT, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("revoked_at", INSTANT),
)
# Apart from the keys: written by requests that change nothing else, and no part of what is audited.
api_key_uses = Table(
    "api_key_uses",
    metadata,
    Column("id", ForeignKey("api_keys.id"), primary_key=True),
    Column("last_used_at", INSTANT, nullable=False),
)
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("private_jwk", JSONB, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("retired_at", INSTANT),
)
