"""Lists of statements of descent, and whether a plan may begin on another day."""

from datetime import date
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.lineage.aggregate import Link
from commitments.lineage.store import of_row
from commitments.lineage.tables import lineage
from constancia_runtime.errors import Fault

TOO_EARLY: Final = "Something in this plan descends from {value}, which begins on {day}: it must begin after that day"
TOO_LATE: Final = "Something in {value} descends from this plan: it must begin before {day}, on which that plan begins"
_BEFORE = text(
    "select distinct p.id, p.starts_on from lineage l join plans p on p.id = l.from_plan"
    " where l.plan = :plan and l.retracted_at is null and p.starts_on >= :day order by p.id"
)
_AFTER = text(
    "select distinct p.id, p.starts_on from lineage l join plans p on p.id = l.plan"
    " where l.from_plan = :plan and l.retracted_at is null and p.starts_on <= :day order by p.id"
)
_OF_COUNTRY = text(
    "select l.* from lineage l join plans p on p.id = l.plan"
    " where p.country = (select country from plans where id = :plan) and l.retracted_at is null"
)


async def page(connection: AsyncConnection, plan: str, *, after: int, limit: int) -> list[Link]:
    """At most `limit` statements of a plan in their order, behind the n-th; the retracted ones too."""
    query = select(lineage).where(lineage.c.plan == plan, lineage.c.n > after).order_by(lineage.c.n).limit(limit)
    return [of_row(row) for row in await connection.execute(query)]


async def of_country(connection: AsyncConnection, plan: str) -> list[Link]:
    """Every statement that holds among the plans of the country of `plan`: a few hundred at most."""
    return [of_row(row) for row in await connection.execute(_OF_COUNTRY, {"plan": plan})]


async def out_of_order(connection: AsyncConnection, plan: str, starts_on: date) -> list[Fault]:
    """Why a plan cannot begin on this day: an heir begins after what it descends from, so no circle can be."""
    faults = []
    for query, message in ((_BEFORE, TOO_EARLY), (_AFTER, TOO_LATE)):
        for row in await connection.execute(query, {"plan": plan, "day": starts_on}):
            values = {"value": row.id, "day": row.starts_on.isoformat()}
            faults.append(Fault(message=message, values=values, code="out_of_order", pointer="/starts_on"))
    return faults
