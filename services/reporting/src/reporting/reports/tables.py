"""Tables of reports: what people write, and the editions that are made of it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from constancia_bus.tables import INSTANT
from reporting.metadata import metadata

reports = Table(
    "reports",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("as_of", Date),
    Column("consultation", Text),
    Column("written", Integer, nullable=False, server_default=text("0")),  # counts what people wrote
    Column("edition", Integer),  # the one that is public, or is to be
    Column("final_written", Integer),  # `written` when the final edition was made
    Column("comment_opens_on", Date),
    Column("comment_closes_on", Date),
    Column("started_at", INSTANT, nullable=False),
    Column("published_on", Date),
    Column("version", BigInteger, nullable=False),
)
report_sections = Table(
    "report_sections",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("section", Text, primary_key=True),
    Column("section_version", Integer, primary_key=True, autoincrement=False),
    Column("text", JSONB, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", INSTANT, nullable=False),
    ForeignKeyConstraint(["plan", "number"], ["reports.plan", "reports.number"]),
)
report_editions = Table(
    "report_editions",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("written", Integer, nullable=False),
    Column("narratives", JSONB, nullable=False),
    Column("opens_on", Date),
    Column("closes_on", Date),
    Column("reason", JSONB),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("ready_at", INSTANT),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("failure", Text),
    Column("public", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["plan", "number"], ["reports.plan", "reports.number"]),
)
report_files = Table(
    "report_files",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["plan", "number", "edition"],
        ["report_editions.plan", "report_editions.number", "report_editions.edition"],
    ),
)
