"""Lists of means of verification."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from evidence.means_of_verification.tables import means_of_verification, uses


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An address with the number of its present uses."""

    id: str
    url: str
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A present use by a goal: its place, what it cites, and how often the same address is cited anywhere.

    `n` counts the uses of one address, and tells two of them apart where a goal and its subgoal cite it.
    """

    id: str
    n: int
    order: int
    url: str
    kind: EvidenceKind
    subgoal: int | None
    cited_at: datetime
    uses: int


async def page(connection: AsyncConnection, *, after: str, limit: int) -> list[Listed]:
    """At most `limit` addresses by id, beginning behind `after`."""
    means = means_of_verification.c
    query = select(means.id, means.url, _uses_now(means.id).label("uses"))
    query = query.where(means.id > after).order_by(means.id).limit(limit)
    return [Listed(id=row.id, url=row.url, uses=row.uses) for row in await connection.execute(query)]


async def page_of_goal(
    connection: AsyncConnection, goal: GoalKey, *, after: tuple[int, str, int], limit: int
) -> list[Cited]:
    """At most `limit` present uses by a goal and its subgoals in their order, behind `after`: order, id and n."""
    place = tuple_(uses.c.order, uses.c.evidence, uses.c.n)
    order, evidence, n = after
    query = (
        select(uses, means_of_verification.c.url, _uses_now(uses.c.evidence).label("uses_now"))
        .join(means_of_verification)
        .where(
            and_(uses.c.plan == goal.plan, uses.c.commitment == goal.commitment, uses.c.goal == goal.goal),
            uses.c.withdrawn_at.is_(None),
            place > tuple_(literal(order, Integer), literal(evidence), literal(n, Integer)),
        )
        .order_by(uses.c.order, uses.c.evidence, uses.c.n)
        .limit(limit)
    )
    return [_cited(row) for row in await connection.execute(query)]


async def next_place(connection: AsyncConnection, goal: GoalKey) -> int:
    """The place behind everything that a goal and its subgoals cite now, from 0."""
    query = select(func.max(uses.c.order)).where(
        and_(uses.c.plan == goal.plan, uses.c.commitment == goal.commitment, uses.c.goal == goal.goal),
        uses.c.withdrawn_at.is_(None),
    )
    last = await connection.scalar(query)
    return 0 if last is None else int(last) + 1


def _uses_now(evidence: ColumnElement[str]) -> Any:
    others = uses.alias()
    counted = select(func.count()).select_from(others)
    return counted.where(others.c.evidence == evidence, others.c.withdrawn_at.is_(None)).scalar_subquery()


def _cited(row: Any) -> Cited:
    return Cited(
        id=row.evidence,
        n=row.n,
        order=row.order,
        url=row.url,
        kind=EvidenceKind(row.kind),
        subgoal=row.subgoal,
        cited_at=row.cited_at,
        uses=row.uses_now,
    )
