"""Names that pages give to keys: institutions by acronym, and the titles of what another plan promised."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.texts import TextMap

Place = tuple[str, int, int | None]
"""Plan, commitment, and goal or None for the whole commitment."""

_INSTITUTIONS = text(
    "select distinct on (acronym) acronym, body -> 'name' as name from institution_definitions"
    " where acronym = any(:acronyms) order by acronym, pos desc"
)
_COMMITMENTS = text(
    "select distinct on (plan, commitment) plan, commitment, body -> 'title' as title from commitment_definitions"
    " where (plan, commitment) in (select * from unnest(cast(:plans as text[]), cast(:commitments as int[])))"
    " and effective_at <= :at order by plan, commitment, effective_at desc, pos desc"
)
_PLANS = text(
    "select distinct on (plan) plan, body -> 'title' as title from plan_definitions where plan = any(:plans)"
    " order by plan, effective_at desc, pos desc"
)
_GOALS = text(
    "select distinct on (plan, commitment, goal) plan, commitment, goal, body -> 'title' as title"
    " from goal_definitions where (plan, commitment, goal) in (select * from"
    " unnest(cast(:plans as text[]), cast(:commitments as int[]), cast(:goals as int[])))"
    " and effective_at <= :at order by plan, commitment, goal, effective_at desc, pos desc"
)


async def names_of(connection: AsyncConnection, acronyms: Iterable[str]) -> dict[str, TextMap]:
    """The names of institutions by acronym; who is not on record is left out."""
    wanted = sorted(set(acronyms))
    if not wanted:
        return {}
    return {row.acronym: row.name for row in await connection.execute(_INSTITUTIONS, {"acronyms": wanted})}


async def plan_titles_of(connection: AsyncConnection, plans: Iterable[str]) -> dict[str, TextMap]:
    """What plans are called; what is not on record is left out."""
    return {row.plan: row.title for row in await connection.execute(_PLANS, {"plans": sorted(set(plans))})}


async def titles_of(connection: AsyncConnection, places: Iterable[Place], at: datetime) -> dict[Place, TextMap]:
    """The titles that commitments and goals of any plan had by `at`; what is not on record is left out."""
    wanted = set(places)
    found: dict[Place, TextMap] = {}
    whole = [place for place in wanted if place[2] is None]
    if whole:
        keys = {"plans": [p for p, _, _ in whole], "commitments": [c for _, c, _ in whole], "at": at}
        for row in await connection.execute(_COMMITMENTS, keys):
            found[row.plan, row.commitment, None] = row.title
    goals = [place for place in wanted if place[2] is not None]
    if goals:
        keys = {"plans": [p for p, _, _ in goals], "commitments": [c for _, c, _ in goals], "at": at}
        for row in await connection.execute(_GOALS, {**keys, "goals": [g for _, _, g in goals]}):
            found[row.plan, row.commitment, row.goal] = row.title
    return found
