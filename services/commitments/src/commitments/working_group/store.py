"""Rows of working groups to the aggregate and back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.working_group.aggregate import WorkingGroup
from commitments.working_group.errors import WorkingGroupNotFound
from commitments.working_group.tables import working_groups
from constancia_bus.transaction import Transaction

_w = working_groups.c
_WRITTEN = ("title", "commitments", "convened_by", "version")


async def find(connection: AsyncConnection, plan: str, number: int) -> WorkingGroup | None:
    """The working group of this number, or None."""
    query = select(working_groups).where(_w.plan == plan, _w.number == number)
    row = (await connection.execute(query)).first()
    return None if row is None else _of_row(row)


async def load(connection: AsyncConnection, plan: str, number: int) -> WorkingGroup:
    """The same. Raises WorkingGroupNotFound."""
    found = await find(connection, plan, number)
    if found is None:
        raise WorkingGroupNotFound(plan=plan, group=number)
    return found


async def page(connection: AsyncConnection, plan: str, *, after: int, limit: int) -> list[WorkingGroup]:
    """At most `limit` working groups of a plan in their order, behind number `after`."""
    query = select(working_groups).where(_w.plan == plan, _w.number > after).order_by(_w.number).limit(limit)
    return [_of_row(row) for row in await connection.execute(query)]


async def every(connection: AsyncConnection, plan: str) -> dict[int, WorkingGroup]:
    """All working groups of a plan, by number."""
    rows = await connection.execute(select(working_groups).where(_w.plan == plan))
    return {row.number: _of_row(row) for row in rows}


async def next_number(connection: AsyncConnection, plan: str) -> int:
    """The number behind the last one of a plan."""
    last = await connection.scalar(select(func.max(_w.number)).where(_w.plan == plan))
    return int(last or 0) + 1


async def save(tx: Transaction, changed: Sequence[WorkingGroup]) -> None:
    """Write working groups of a plan whose row this transaction holds, or new ones."""
    if not changed:
        return
    statement = upsert(working_groups)
    newest = {name: getattr(statement.excluded, name) for name in _WRITTEN}
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["plan", "number"], set_=newest),
        [
            {
                "plan": one.plan,
                "number": one.number,
                "title": one.title,
                "commitments": list(one.commitments),
                "convened_by": list(one.convened_by),
                "version": one.version,
            }
            for one in changed
        ],
    )


def _of_row(row: Any) -> WorkingGroup:
    return WorkingGroup(
        plan=row.plan,
        number=row.number,
        title=row.title,
        commitments=tuple(row.commitments),
        convened_by=tuple(row.convened_by),
        version=row.version,
    )
