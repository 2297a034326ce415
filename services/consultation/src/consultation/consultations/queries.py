"""Lists of consultations, and what was said in them by sector."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.vocabulary import Sector
from consultation.comments.tables import comments
from consultation.consultations.aggregate import Consultation
from consultation.consultations.store import of_row
from consultation.consultations.tables import consultations


async def page(connection: AsyncConnection, plan: str, *, after: int, limit: int) -> list[Consultation]:
    """At most `limit` consultations of a plan in their order, beginning behind number `after`."""
    query = select(consultations).where(consultations.c.plan == plan, consultations.c.n > after)
    rows = await connection.execute(query.order_by(consultations.c.n).limit(limit))
    return [of_row(row) for row in rows]


async def count_comments(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, dict[Sector, int]]:
    """How many comments each of these consultations holds, by sector; nothing under a sector that said nothing."""
    query = select(comments.c.consultation, comments.c.sector, func.count().label("comments"))
    query = query.where(comments.c.consultation.in_(ids)).group_by(comments.c.consultation, comments.c.sector)
    counted: dict[str, dict[Sector, int]] = defaultdict(dict)
    for row in await connection.execute(query.order_by(comments.c.consultation, comments.c.sector)):
        counted[row.consultation][Sector(row.sector)] = row.comments
    return counted
