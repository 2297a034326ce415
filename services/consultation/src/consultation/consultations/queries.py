"""Lists of consultations, what waits to be said of them, and what was said in them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.participation import ParticipationStatement, Voice, statement
from constancia_events.vocabulary import CommentVisibility, Sector
from consultation.comments.tables import comments
from consultation.consultations.aggregate import Consultation
from consultation.consultations.store import of_row
from consultation.consultations.tables import consultations


async def page(connection: AsyncConnection, plan: str, *, after: int, limit: int) -> list[Consultation]:
    """At most `limit` consultations of a plan in their order, beginning behind number `after`."""
    query = select(consultations).where(consultations.c.plan == plan, consultations.c.n > after)
    rows = await connection.execute(query.order_by(consultations.c.n).limit(limit))
    return [of_row(row) for row in rows]


async def every(connection: AsyncConnection, plan: str | None = None) -> list[Consultation]:
    """All of them, or those of one plan, the latest first."""
    query = select(consultations).order_by(consultations.c.opens_on.desc(), consultations.c.id.desc())
    if plan is not None:
        query = query.where(consultations.c.plan == plan)
    return [of_row(row) for row in await connection.execute(query)]


async def unsaid(connection: AsyncConnection, now: datetime) -> list[str]:
    """Ids of those of which the clock has brought about something that was not said yet."""
    of = consultations.c
    opened = of.opened_said.is_(False) & (of.opens_at <= now)
    closed = of.closed_said.is_(False) & (of.closes_at < now)
    rows = await connection.execute(select(of.id).where(or_(opened, closed)).order_by(of.id))
    return [row.id for row in rows]


async def count_comments(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, dict[Sector, int]]:
    """How many comments each of these consultations holds, by sector; nothing under a sector that said nothing."""
    query = select(comments.c.consultation, comments.c.sector, func.count().label("comments"))
    query = query.where(comments.c.consultation.in_(ids)).group_by(comments.c.consultation, comments.c.sector)
    counted: dict[str, dict[Sector, int]] = defaultdict(dict)
    for row in await connection.execute(query.order_by(comments.c.consultation, comments.c.sector)):
        counted[row.consultation][Sector(row.sector)] = row.comments
    return counted


async def statement_of(connection: AsyncConnection, consultation: str) -> ParticipationStatement:
    """What became of every comment of a consultation, counted."""
    of = comments.c
    query = select(of.sector, of.theme, of.department, of.visibility, of.response, of.changed)
    rows = await connection.execute(query.where(of.consultation == consultation))
    return statement(
        Voice(
            sector=Sector(row.sector),
            theme=row.theme,
            department=row.department,
            hidden=row.visibility == CommentVisibility.HIDDEN,
            answered=row.response is not None,
            changed=row.changed,
        )
        for row in rows
    )


async def unanswered(connection: AsyncConnection, consultation: str, limit: int) -> list[str]:
    """Ids of comments that are not hidden and have no answer, oldest first."""
    of = comments.c
    query = select(of.id).where(of.consultation == consultation, of.response.is_(None))
    query = query.where(of.visibility != CommentVisibility.HIDDEN.value).order_by(of.received_at, of.id).limit(limit)
    return [row.id for row in await connection.execute(query)]
