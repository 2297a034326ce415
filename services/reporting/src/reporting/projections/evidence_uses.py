"""Which addresses each goal cites as proof, and until when."""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.event import Recorded
from constancia_events.evidence import EvidenceCited, EvidenceWithdrawn
from reporting.metadata import metadata

evidence_uses = Table(
    "evidence_uses",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("evidence", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("goal", Integer, nullable=False),
    Column("subgoal", Integer),
    Column("place", Integer, nullable=False),
    Column("cited_at", INSTANT, nullable=False),
    Column("withdrawn_at", INSTANT),
    Column("said", JSONB),  # title, day, language, access note, file; null for what a plan file only lists
)
Index("ix_evidence_uses_evidence", evidence_uses.c.evidence)
Index(
    "ix_evidence_uses_goal",
    evidence_uses.c.plan,
    evidence_uses.c.commitment,
    evidence_uses.c.goal,
)


async def evidence_cited(connection: AsyncConnection, event: EvidenceCited, recorded: Recorded) -> None:
    """A goal cites an address."""
    row = {
        "pos": recorded.position,
        "evidence": event.evidence,
        "url": event.url,
        "kind": event.kind.value,
        "plan": event.goal.plan,
        "commitment": event.goal.commitment,
        "goal": event.goal.goal,
        "subgoal": event.subgoal,
        "place": event.order,
        "cited_at": recorded.recorded_at,
        "said": _said(event),
    }
    same = (
        evidence_uses.c.evidence == event.evidence,
        evidence_uses.c.plan == event.goal.plan,
        evidence_uses.c.commitment == event.goal.commitment,
        evidence_uses.c.goal == event.goal.goal,
        evidence_uses.c.subgoal.is_not_distinct_from(event.subgoal),
        evidence_uses.c.withdrawn_at.is_(None),
    )
    described = {"kind": row["kind"], "place": row["place"], "said": row["said"]}
    again = await connection.execute(update(evidence_uses).where(*same).values(described))
    if not again.rowcount:
        await connection.execute(insert(evidence_uses).values(row).on_conflict_do_nothing())


def _said(event: EvidenceCited) -> dict[str, Any] | None:
    """How it is described; None where it is not."""
    said = event.model_dump(mode="json", include={"title", "dated", "language", "access_note", "file"})
    return said if any(said.values()) else None


async def evidence_withdrawn(connection: AsyncConnection, event: EvidenceWithdrawn, recorded: Recorded) -> None:
    """A goal cites an address no longer; that it once did stays on record."""
    uses = evidence_uses.c
    which = (
        uses.evidence == event.evidence,
        uses.plan == event.goal.plan,
        uses.commitment == event.goal.commitment,
        uses.goal == event.goal.goal,
        uses.subgoal.is_not_distinct_from(event.subgoal),
        uses.withdrawn_at.is_(None),
    )
    await connection.execute(update(evidence_uses).where(*which).values(withdrawn_at=recorded.recorded_at))
