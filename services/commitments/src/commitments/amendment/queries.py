"""Lists of changes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.amendment.aggregate import ChangeKind
from commitments.amendment.tables import changes

_c = changes.c


async def log(connection: AsyncConnection, plan: str, *, before: int, limit: int) -> list[Any]:
    """At most `limit` changes of a plan, newest first, beginning before the n-th."""
    query = select(changes).where(_c.plan == plan, _c.in_log, _c.n < before).order_by(_c.n.desc()).limit(limit)
    return list((await connection.execute(query)).all())


async def versions(  # noqa: PLR0913 - a thing's key, and a page
    connection: AsyncConnection,
    kind: ChangeKind,
    plan: str,
    commitment: int,
    goal: int | None,
    *,
    after: int,
    limit: int,
) -> list[Any]:
    """At most `limit` texts that a commitment or a goal has had, oldest first, behind the n-th change of the plan."""
    thing = (_c.plan == plan, _c.kind == kind.value, _c.commitment == commitment, _c.goal.is_not_distinct_from(goal))
    query = select(changes).where(*thing, _c.n > after).order_by(_c.n).limit(limit)
    return list((await connection.execute(query)).all())
