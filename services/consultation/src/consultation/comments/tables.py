"""Tables of comments and of those who stand by them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from constancia_bus.tables import INSTANT
from consultation.metadata import metadata

comments = Table(
    "comments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("consultation", ForeignKey("consultations.id"), nullable=False),
    Column("received_at", INSTANT, nullable=False),
    Column("sector", Text, nullable=False),
    Column("text", JSONB, nullable=False),
    Column("title", Text),
    Column("author", Text),
    Column("department", Text),
    Column("theme", Integer),
    Column("commitment", Integer),
    Column("in_reply_to", ForeignKey("comments.id")),
    Column("text_sha256", Text, nullable=False, server_default=text("''")),
    Column("code_sha256", LargeBinary, unique=True),
    Column("visibility", Text, nullable=False, server_default=text("'published'")),
    Column("rule", Text),
    Column("flags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("redactions", Integer, nullable=False, server_default=text("0")),
    Column("institution", Text),
    Column("due_on", Date),
    Column("response", Text),
    Column("outcome", Text),
    Column("changed", Boolean, nullable=False, server_default=false()),
    Column("endorsements", Integer, nullable=False, server_default=text("0")),
    Column("step", Text),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("search", TSVECTOR),
    Index(None, "consultation", "received_at", "id"),
    Index("ix_comments_search", "search", postgresql_using="gin"),
    Index("ix_comments_in_reply_to", "in_reply_to"),
    Index("ix_comments_response", "response"),
    Index("ix_comments_waiting", "institution", "due_on", postgresql_where=text("response is null")),
)
comment_naming = Table(
    "comment_naming",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
endorsements = Table(
    "endorsements",
    metadata,
    Column("comment", ForeignKey("comments.id"), primary_key=True),
    Column("by", ForeignKey("comments.id"), primary_key=True),  # the comment whose receipt was shown
    Column("endorsed_at", INSTANT, nullable=False),
)
