"""How the parts of a plan descend from those of earlier plans, read both ways."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.texts import TextMap
from constancia_events.vocabulary import LineageKind
from reporting.site.names import Place, plan_titles_of, titles_of

_OF_PLAN = text(
    "select plan, body, recorded_at, retracted_at, retraction from lineage_statements"
    " where plan = :plan order by n desc"
)
_OF_COMMITMENT = text(
    "select plan, body, recorded_at, retracted_at, retraction from lineage_statements"
    " where (plan = :plan and cast(body ->> 'to_commitment' as int) = :commitment"
    " or from_plan = :plan and cast(body ->> 'from_commitment' as int) = :commitment)"
    " and (retracted_at is null or retracted_at > :at) order by plan, n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """One statement of descent. `later` is the plan that says it; `to_place` is None where it was dropped.

    Titles are None for what is not on record, `plan_titles` are by id; `retracted_at` and `why_retracted` where it
    was taken back.
    """

    later: str
    kind: LineageKind
    from_place: Place
    from_title: TextMap | None
    to_place: Place | None
    to_title: TextMap | None
    plan_titles: dict[str, TextMap]
    note: TextMap | None
    recorded_at: datetime
    retracted_at: datetime | None
    why_retracted: TextMap | None


async def lineage_of_plan(connection: AsyncConnection, plan: str, at: datetime) -> list[Descent]:
    """Everything that a plan states of its descent, the newest first, what it took back included."""
    rows = (await connection.execute(_OF_PLAN, {"plan": plan})).all()
    return await _described(connection, rows, at)


async def lineage_of_commitment(
    connection: AsyncConnection, plan: str, commitment: int, at: datetime
) -> tuple[list[Descent], list[Descent]]:
    """What a commitment and its goals descend from; and what later plans made of them."""
    rows = (await connection.execute(_OF_COMMITMENT, {"plan": plan, "commitment": commitment, "at": at})).all()
    found = await _described(connection, rows, at)
    earlier = [one for one in found if one.later == plan and one.to_place and one.to_place[1] == commitment]
    return earlier, [one for one in found if one.from_place[:2] == (plan, commitment)]


async def _described(connection: AsyncConnection, rows: Any, at: datetime) -> list[Descent]:
    places = [place for row in rows for place in _places(row) if place is not None]
    titles = await titles_of(connection, places, at) if places else {}
    plans = await plan_titles_of(connection, [*(place[0] for place in places), *(row.plan for row in rows)])
    return [_descent(row, titles, plans, at) for row in rows]


def _places(row: Row[Any]) -> tuple[Place, Place | None]:
    body = row.body
    to_commitment = body["to_commitment"]
    to_place = None if to_commitment is None else (row.plan, to_commitment, body["to_goal"])
    return (body["from_plan"], body["from_commitment"], body["from_goal"]), to_place


def _descent(row: Row[Any], titles: dict[Place, TextMap], plans: dict[str, TextMap], at: datetime) -> Descent:
    from_place, to_place = _places(row)
    is_retracted = row.retracted_at is not None and row.retracted_at <= at
    return Descent(
        later=row.plan,
        kind=LineageKind(row.body["kind"]),
        from_place=from_place,
        from_title=titles.get(from_place),
        to_place=to_place,
        to_title=titles.get(to_place) if to_place else None,
        plan_titles=plans,
        note=row.body["note"],
        recorded_at=row.recorded_at,
        retracted_at=row.retracted_at if is_retracted else None,
        why_retracted=row.retraction["reason"] if is_retracted else None,
    )
