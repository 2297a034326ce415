"""Lists of plans, and of the steps of their lives."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.plan.aggregate import Plan
from commitments.plan.store import of_rows
from commitments.plan.tables import plan_transitions, plans, themes


async def page(connection: AsyncConnection, *, after: str, limit: int) -> list[Plan]:
    """At most `limit` plans by id, beginning behind `after`."""
    query = select(plans).where(plans.c.id > after).order_by(plans.c.id).limit(limit)
    rows = (await connection.execute(query)).all()
    chapters = defaultdict(list)
    of_themes = select(themes).where(themes.c.plan.in_([row.id for row in rows])).order_by(themes.c.number)
    for chapter in await connection.execute(of_themes):
        chapters[chapter.plan].append(chapter)
    return [of_rows(row, chapters[row.id]) for row in rows]


async def transitions(connection: AsyncConnection, plan: str, *, after: int, limit: int) -> list[Any]:
    """At most `limit` steps of a plan's life in their order, behind the n-th."""
    steps = select(plan_transitions).where(plan_transitions.c.plan == plan, plan_transitions.c.n > after)
    return list((await connection.execute(steps.order_by(plan_transitions.c.n).limit(limit))).all())
