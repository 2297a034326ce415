"""Lists of what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.metadata import audit_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which writes are looked for; None is any. `since` and `until` (both inclusive) are aware."""

    table: str | None
    actor: str | None
    correlation: str | None
    plan: str | None
    since: datetime | None
    until: datetime | None


async def page(connection: AsyncConnection, sought: Sought, *, before: int | None, limit: int) -> Sequence[Any]:
    """At most `limit` rows, newest first, beginning behind the one of id `before`."""
    log = audit_log.c
    query = select(audit_log).order_by(log.id.desc()).limit(limit)
    if before is not None:
        query = query.where(log.id < before)
    for column, value in ((log.table_name, sought.table), (log.actor, sought.actor)):
        if value is not None:
            query = query.where(column == value)
    if sought.correlation is not None:
        query = query.where(log.correlation == sought.correlation)
    if sought.plan is not None:
        of_plan = log.key["plan"].astext == sought.plan
        query = query.where(or_(of_plan, and_(log.table_name == "plans", log.key["id"].astext == sought.plan)))
    if sought.since is not None:
        query = query.where(log.at >= sought.since)
    if sought.until is not None:
        query = query.where(log.at <= sought.until)
    return (await connection.execute(query)).all()
