"""Tables of enrolment links and requests. `contact_email` is the only personal datum of the registry."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from commitments.metadata import metadata
from constancia_bus.tables import INSTANT

enrolment_links = Table(
    "enrolment_links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("plan", ForeignKey("plans.id"), nullable=False),
    Column("working_group", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("expires_on", Date),
    Column("created_at", INSTANT, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("closed_at", INSTANT),
    Column("version", Integer, nullable=False),
    Index(None, "plan", "created_at", "id"),
)
enrolments = Table(
    "enrolments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("link", ForeignKey("enrolment_links.id"), nullable=False),
    Column("plan", Text, nullable=False),
    Column("working_group", Integer, nullable=False),
    Column("name", JSONB, nullable=False),
    Column("acronym", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("motive", Text, nullable=False),
    Column("contact_email", Text),
    Column("receipt_hash", LargeBinary, nullable=False, unique=True),
    Column("received_at", INSTANT, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_at", INSTANT),
    Column("decided_by", Text),
    Column("reason", JSONB(none_as_null=True)),
    Column("institution", Text),
    Column("joined_on", Date),
    Column("erase_contact_on", Date),
    Column("version", Integer, nullable=False),
    UniqueConstraint("link", "acronym"),
    Index(None, "plan", "received_at", "id"),
)
