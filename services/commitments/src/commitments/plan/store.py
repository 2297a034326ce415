"""Rows of plans and themes to the aggregate and back."""

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.plan.aggregate import Plan, Theme
from commitments.plan.errors import PlanNotFound
from commitments.plan.tables import plans, themes
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import RollUpPolicy


async def find(connection: AsyncConnection, plan: str, *, lock: bool = False) -> Plan | None:
    """The plan of this id, or None; `lock` holds its row until the transaction ends."""
    query = select(plans).where(plans.c.id == plan)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        return None
    chapters = await connection.execute(select(themes).where(themes.c.plan == plan).order_by(themes.c.number))
    return of_rows(row, chapters.all())


async def load(connection: AsyncConnection, plan: str) -> Plan:
    """The plan of this id. Raises PlanNotFound."""
    found = await find(connection, plan)
    if found is None:
        raise PlanNotFound(plan=plan)
    return found


async def save(tx: Transaction, plan: Plan) -> None:
    """Write a plan whose row this transaction holds, or a new one."""
    values: dict[str, Any] = {
        "country": plan.country,
        "ordinal": plan.ordinal,
        "title": plan.title,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "adopted_on": plan.adopted_on,
        "languages": list(plan.languages),
        "time_zone": plan.time_zone,
        "policy": plan.policy.value,
        "policy_version": plan.policy_version,
        "version": plan.version,
    }
    statement = upsert(plans).values(id=plan.id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    await tx.connection.execute(delete(themes).where(themes.c.plan == plan.id))
    rows = [{"plan": plan.id, "number": t.number, "slug": t.slug, "title": t.title} for t in plan.themes]
    await tx.connection.execute(insert(themes), rows)


def of_rows(row: Any, chapters: Any) -> Plan:
    """The aggregate of a row of `plans` and its rows of `themes`, in order."""
    return Plan(
        id=row.id,
        country=row.country,
        ordinal=row.ordinal,
        title=row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        adopted_on=row.adopted_on,
        languages=tuple(row.languages),
        time_zone=row.time_zone,
        policy=RollUpPolicy(row.policy),
        policy_version=row.policy_version,
        themes=tuple(Theme(number=t.number, slug=t.slug, title=t.title) for t in chapters),
        version=row.version,
    )
