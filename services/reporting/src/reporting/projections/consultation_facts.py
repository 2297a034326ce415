"""What is said of consultations and comments, one row for each event; texts stay with the consultation service."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.consultation import CommentReceived, ConsultationScheduled
from constancia_events.event import Event, Recorded
from reporting.metadata import metadata

consultation_facts = Table(
    "consultation_facts",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("consultation", Text, nullable=False),
    Column("kind", Text, nullable=False),  # the event's name: `comment_received`, `comment_answered`, …
    Column("effective_at", INSTANT, nullable=False),
    Column("body", JSONB, nullable=False),
)
Index(
    "ix_consultation_facts_of", consultation_facts.c.plan, consultation_facts.c.effective_at, consultation_facts.c.pos
)


async def said_of_consultation(connection: AsyncConnection, event: Event, recorded: Recorded) -> None:
    """Keep what was said, from when it counts."""
    body = event.model_dump(mode="json")
    row = {
        "pos": recorded.position,
        "plan": body.get("plan") or body["consultation"].rpartition("-")[0],
        "consultation": body["consultation"],
        "kind": event.type.split(".")[1],
        "effective_at": _counts_from(event, recorded),
        "body": body,
    }
    await connection.execute(insert(consultation_facts).values(row).on_conflict_do_nothing())


def _counts_from(event: Event, recorded: Recorded) -> datetime:
    """A window that a file tells of afterwards counts from its opening, a comment from when it came in."""
    if isinstance(event, ConsultationScheduled):
        return min(event.opens_at, recorded.occurred_at)
    if isinstance(event, CommentReceived):
        return event.received_at
    return recorded.occurred_at
