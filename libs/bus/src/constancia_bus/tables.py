"""The tables of the event log, added to a service's metadata: the library builds them, the caller's transaction writes.

The columns and why they are so: docs/architecture/event-log.md.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

INSTANT = DateTime(timezone=True)


def add_event_log(metadata: MetaData) -> None:
    """What a service that says events needs: the stage, the log and its head."""
    Table(
        "event_stage",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("stream", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("type", Text, nullable=False),
        Column("occurred_at", INSTANT, nullable=False),
        Column("actor", Text, nullable=False),
        Column("correlation", Text, nullable=False),
        Column("causation", Uuid),
        Column("traceparent", Text, nullable=False),
        Column("salt", LargeBinary, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    Table(
        "event_log",
        metadata,
        Column("pos", BigInteger, primary_key=True, autoincrement=False),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("stream", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("type", Text, nullable=False),
        Column("occurred_at", INSTANT, nullable=False),
        Column("recorded_at", INSTANT, nullable=False),
        Column("actor", Text, nullable=False),
        Column("correlation", Text, nullable=False),
        Column("causation", Uuid),
        Column("traceparent", Text, nullable=False),
        Column("entry", LargeBinary, nullable=False),
        Column("salt", LargeBinary),
        Column("body", LargeBinary),
        UniqueConstraint("stream", "version"),
    )
    Table(
        "log_head",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("pos", BigInteger, nullable=False),
        Column("recorded_at", INSTANT, nullable=False),
        Column("epoch", Text, nullable=False),
        CheckConstraint("id = 1", name="one_row"),
    )


def add_projections(metadata: MetaData) -> None:
    """What a service that keeps read models needs: how far each has come, and what it could not read."""
    Table(
        "projection_checkpoint",
        metadata,
        Column("name", Text, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("source", Text, primary_key=True),
        Column("epoch", Text, nullable=False),
        Column("pos", BigInteger, nullable=False),
    )
    parked = Table(
        "projection_parked",
        metadata,
        Column("name", Text, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("source", Text, primary_key=True),
        Column("pos", BigInteger, primary_key=True),
        Column("stream", Text, nullable=False),
        Column("message", LargeBinary, nullable=False),
        Column("error", Text, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("parked_at", INSTANT, nullable=False),
        Column("resolved_at", INSTANT),
    )
    Index(
        "ix_projection_parked_open",
        parked.c.name,
        parked.c.version,
        parked.c.source,
        parked.c.stream,
        postgresql_where=text("resolved_at is null"),
    )


def add_effects(metadata: MetaData) -> None:
    """What a service that acts on others' events needs: which effects are done."""
    Table(
        "effect_done",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("effect", Text, primary_key=True),
        Column("done_at", INSTANT, nullable=False),
    )


def add_rebuilds(metadata: MetaData) -> None:
    """What a service whose read models can be rebuilt needs: what was asked for, and what came of it."""
    Table(
        "projection_rebuilds",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("name", Text, nullable=False),
        Column("state", Text, nullable=False, server_default=text("'waiting'")),
        Column("done", BigInteger, nullable=False, server_default=text("0")),
        Column("total", BigInteger, nullable=False, server_default=text("0")),
        Column("error", Text),
        Column("asked_at", INSTANT, nullable=False, server_default=text("now()")),
        Column("ended_at", INSTANT),
    )
