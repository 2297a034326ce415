"""Who cites what has a verdict, and lists of verdicts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.evidence import CitedPart
from constancia_events.keys import GoalKey
from evidence.means_of_verification.tables import uses
from evidence.verdict.aggregate import Standing
from evidence.verdict.errors import NeverChecked
from evidence.verdict.store import standing_of
from evidence.verdict.tables import disputes, standings

_LEADS = text(
    "select distinct unnest(l.institutions) from uses u join commitment_leads l"
    " on l.plan = u.plan and l.commitment = u.commitment where u.evidence = :evidence and u.withdrawn_at is null"
)
_OF_PLAN = text(
    """
    select s.*, m.url as printed from standings s join means_of_verification m on m.id = s.evidence
    where s.evidence > :after and (cast(:verdict as text) is null or s.verdict = :verdict) and exists (
        select from uses u join commitment_leads l on l.plan = u.plan and l.commitment = u.commitment
        where u.evidence = s.evidence and u.plan = :plan and u.withdrawn_at is null
            and (cast(:institution as text) is null or :institution = any(l.institutions))
    ) order by s.evidence limit :limit
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An address as it was printed, with its standing and who cites it now."""

    printed: str
    standing: Standing
    cited_by: tuple[CitedPart, ...]
    due_at: datetime | None


async def cited_by(connection: AsyncConnection, evidence: Sequence[str]) -> dict[str, tuple[CitedPart, ...]]:
    """Who cites each of these addresses now, in the order of the plans."""
    query = (
        select(uses.c.evidence, uses.c.plan, uses.c.commitment, uses.c.goal, uses.c.subgoal)
        .where(uses.c.evidence.in_(evidence), uses.c.withdrawn_at.is_(None))
        .order_by(uses.c.plan, uses.c.commitment, uses.c.goal, uses.c.subgoal.nulls_first())
    )
    found: dict[str, list[CitedPart]] = defaultdict(list)
    for row in await connection.execute(query):
        part = CitedPart(goal=GoalKey.of(row.plan, row.commitment, row.goal), subgoal=row.subgoal)
        found[row.evidence].append(part)
    return {one: tuple(parts) for one, parts in found.items()}


async def leads(connection: AsyncConnection, evidence: str) -> frozenset[str]:
    """The institutions that lead a commitment which cites it now."""
    return frozenset((await connection.execute(_LEADS, {"evidence": evidence})).scalars())


async def page_of_plan(  # noqa: PLR0913 - what is asked for, and the page of it
    connection: AsyncConnection, plan: str, *, institution: str | None, verdict: str | None, after: str, limit: int
) -> list[Judged]:
    """At most `limit` addresses that a plan cites now, by id behind `after`, with their verdicts."""
    asked = {"plan": plan, "institution": institution, "verdict": verdict, "after": after, "limit": limit}
    rows = (await connection.execute(_OF_PLAN, asked)).all()
    cited = await cited_by(connection, [row.evidence for row in rows])
    return [
        Judged(
            printed=row.printed,
            standing=standing_of(row),
            cited_by=tuple(part for part in cited.get(row.evidence, ()) if part.goal.plan == plan),
            due_at=row.due_at,
        )
        for row in rows
    ]


async def standing(connection: AsyncConnection, evidence: str) -> tuple[Standing, datetime | None]:
    """The standing of an address, and when it is visited next. Raises NeverChecked."""
    row = (await connection.execute(select(standings).where(standings.c.evidence == evidence))).first()
    if row is None:
        raise NeverChecked(evidence=evidence)
    return standing_of(row), row.due_at


async def disputes_of(connection: AsyncConnection, evidence: str, *, after: int, limit: int) -> list[Any]:
    """At most `limit` disputes about an address, oldest first, behind a number."""
    query = select(disputes).where(disputes.c.evidence == evidence, disputes.c.number > after)
    return list(await connection.execute(query.order_by(disputes.c.number).limit(limit)))
