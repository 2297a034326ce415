"""Rows of recommendations to the aggregate and back."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.recommendation.aggregate import FollowUp, Recommendation
from commitments.recommendation.errors import RecommendationNotFound
from commitments.recommendation.tables import follow_ups, recommendations
from constancia_bus.transaction import Transaction

_r, _f = recommendations.c, follow_ups.c
_IN_ORDER = select(recommendations).order_by(_r.letter)


async def load(connection: AsyncConnection, plan: str, letter: str) -> Recommendation:
    """The recommendation of this letter. Raises RecommendationNotFound."""
    found = await _select(connection, plan, _IN_ORDER.where(_r.plan == plan, _r.letter == letter))
    if not found:
        raise RecommendationNotFound(plan=plan, letter=letter)
    return found[0]


async def page(connection: AsyncConnection, plan: str, *, after: str, limit: int) -> list[Recommendation]:
    """At most `limit` recommendations by letter, behind `after`."""
    return await _select(connection, plan, _IN_ORDER.where(_r.plan == plan, _r.letter > after).limit(limit))


async def every(connection: AsyncConnection, plan: str) -> dict[str, Recommendation]:
    """All recommendations of a plan, by letter."""
    return {one.letter: one for one in await _select(connection, plan, _IN_ORDER.where(_r.plan == plan))}


async def save(tx: Transaction, after: Recommendation, before: Recommendation | None) -> None:
    """Write a recommendation of a plan whose row this transaction holds, or a new one; follow-ups are only added."""
    key: dict[str, Any] = {"plan": after.plan, "letter": after.letter}
    values: dict[str, Any] = {"text": after.text, "of_plan": after.of_plan, "version": after.version}
    statement = upsert(recommendations).values(**key, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["plan", "letter"], set_=values))
    known = 0 if before is None else len(before.followed_up)
    if added := after.followed_up[known:]:
        rows = [
            key
            | {
                "n": n,
                "done_on": done.done_on,
                "text": done.text,
                "commitment": done.commitment,
                "stated_at": done.stated_at,
                "stated_by": done.stated_by,
            }
            for n, done in enumerate(added, start=known + 1)
        ]
        await tx.connection.execute(insert(follow_ups), rows)


async def _select(connection: AsyncConnection, plan: str, query: Select[Any]) -> list[Recommendation]:
    rows = (await connection.execute(query)).all()
    done: dict[str, list[FollowUp]] = defaultdict(list)
    theirs = select(follow_ups).where(_f.plan == plan, _f.letter.in_([row.letter for row in rows]))
    for row in await connection.execute(theirs.order_by(_f.n)):
        done[row.letter].append(
            FollowUp(
                done_on=row.done_on,
                text=row.text,
                commitment=row.commitment,
                stated_at=row.stated_at,
                stated_by=row.stated_by,
            )
        )
    return [
        Recommendation(
            plan=row.plan,
            letter=row.letter,
            text=row.text,
            of_plan=row.of_plan,
            followed_up=tuple(done[row.letter]),
            version=row.version,
        )
        for row in rows
    ]
