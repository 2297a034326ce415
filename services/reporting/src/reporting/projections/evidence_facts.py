"""Everything else that is said of evidence: verdicts, copies, reviews, disputes, where short addresses led."""

from sqlalchemy import BigInteger, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.event import Event, Recorded
from reporting.metadata import metadata

evidence_facts = Table(
    "evidence_facts",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("evidence", Text, nullable=False),
    Column("kind", Text, nullable=False),  # the event's name: `verdict_changed`, `copy_captured`, …
    Column("said_at", INSTANT, nullable=False),
    Column("body", JSONB, nullable=False),
)
Index("ix_evidence_facts_of", evidence_facts.c.evidence, evidence_facts.c.kind, evidence_facts.c.pos)


async def said_of_evidence(connection: AsyncConnection, event: Event, recorded: Recorded) -> None:
    """Keep what was said, as it was said; pages ask for what was known by a time."""
    body = event.model_dump(mode="json")
    row = {
        "pos": recorded.position,
        "evidence": body["evidence"],
        "kind": event.type.split(".")[1],
        "said_at": recorded.occurred_at,
        "body": body,
    }
    await connection.execute(insert(evidence_facts).values(row).on_conflict_do_nothing())
