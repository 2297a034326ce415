"""Tables that keep one row for each event: its key, both its times and its body; how a row is added to them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.event import Event, Recorded
from reporting.metadata import metadata

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
"""From when a first description counts: from the beginning."""

_ADD: dict[str, Any] = {}
"""Statements by table, made once: building one costs as much as running it."""


def fact_table(name: str, *keys: Column[Any]) -> Table:
    """A table of facts of a plan, found by the plan and `keys` in the order in which they count."""
    table = Table(
        name,
        metadata,
        Column("pos", BigInteger, primary_key=True, autoincrement=False),
        Column("plan", Text, nullable=False),
        *keys,
        Column("effective_at", INSTANT, nullable=False),
        Column("recorded_at", INSTANT, nullable=False),
        Column("body", JSONB, nullable=False),
    )
    Index(f"ix_{name}_as_of", *(table.c[key] for key in ("plan", *(key.name for key in keys), "effective_at", "pos")))
    _ADD[name] = insert(table).on_conflict_do_nothing()
    return table


async def add_fact(
    connection: AsyncConnection, table: Table, recorded: Recorded, keys: dict[str, object], effective_at: datetime
) -> None:
    """Add the row of one event; a second time it is there already."""
    row = {
        "pos": recorded.position,
        "recorded_at": recorded.recorded_at,
        "effective_at": effective_at,
        "body": body_of(recorded.event),
        **keys,
    }
    await connection.execute(_ADD[table.name], row)


def body_of(event: Event) -> dict[str, object]:
    """The event as JSON, as it is kept and read back."""
    return event.model_dump(mode="json")


def holds_from(recorded: Recorded) -> datetime:
    """From when a description without a date of its own counts: the first of its stream from the beginning."""
    return BEGINNING if recorded.version == 1 else recorded.recorded_at
