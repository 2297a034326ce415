"""Lists of plans."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.plan.aggregate import Plan
from commitments.plan.store import of_rows
from commitments.plan.tables import plans, themes


async def page(connection: AsyncConnection, *, after: str, limit: int) -> list[Plan]:
    """At most `limit` plans by id, beginning behind `after`."""
    query = select(plans).where(plans.c.id > after).order_by(plans.c.id).limit(limit)
    rows = (await connection.execute(query)).all()
    chapters = defaultdict(list)
    of_themes = select(themes).where(themes.c.plan.in_([row.id for row in rows])).order_by(themes.c.number)
    for chapter in await connection.execute(of_themes):
        chapters[chapter.plan].append(chapter)
    return [of_rows(row, chapters[row.id]) for row in rows]
