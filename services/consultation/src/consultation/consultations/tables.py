"""Table of consultations."""

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

consultations = Table(
    "consultations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("opens_at", INSTANT, nullable=False),
    Column("closes_at", INSTANT, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("workshop", JSONB(none_as_null=True)),  # read by no code any more; it goes with the next migration
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False, server_default=text("'comments'")),
    Column("purpose", Text, nullable=False, server_default=text("'other'")),
    Column("title", JSONB(none_as_null=True)),
    Column("document_url", Text),
    Column("answer_days", Integer, nullable=False, server_default=text("30")),
    Column("reason", JSONB(none_as_null=True)),
    Column("opened_said", Boolean, nullable=False, server_default=false()),
    Column("closed_said", Boolean, nullable=False, server_default=false()),
    Column("reported_on", Date),
    UniqueConstraint("plan", "n"),
)
