"""Old checks are thinned: of a run of equal ones the first stands for all but the last. No answer changes by it.

Never folded: the first and the last of a run, and every check that counted towards a doubt.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transactions
from constancia_runtime.clock import Clock
from evidence.checks.store import ensure_partitions

_log = structlog.get_logger(__name__)
KEPT_WHOLE: Final = timedelta(days=90)
_LOOK_SECONDS: Final = 3_600.0
_MONTHS: Final = text(
    "select distinct date_trunc('month', checked_at, 'UTC') as month from checks where checked_at < :before"
    " except select month from thinned_months order by month"
)
_THIN: Final = text(
    """
    with told as (
        select evidence, checked_at, until, stands_for,
            (outcome, verdict, flags, status, text_sha256, body_sha256)::text as shown, verdict
        from checks where checked_at >= :first and checked_at < :next
    ), marked as (
        select *, coalesce(lag(shown) over mine = shown and lead(shown) over mine = shown, false)
            and verdict <> 'suspect' as inner_one
        from told window mine as (partition by evidence order by checked_at)
    ), grouped as (
        select *, sum(case when inner_one then 0 else 1 end) over (partition by evidence order by checked_at) as run
        from marked
    ), folded as (
        select evidence, run, max(until) as until, sum(stands_for) as stands_for
        from grouped where inner_one group by evidence, run
    ), heads as (
        update checks c set until = f.until, stands_for = c.stands_for + f.stands_for
        from folded f join grouped g on g.evidence = f.evidence and g.run = f.run and not g.inner_one
        where c.evidence = g.evidence and c.checked_at = g.checked_at
        returning 1
    ), gone as (
        delete from checks c using grouped g
        where g.inner_one and c.evidence = g.evidence and c.checked_at = g.checked_at
        returning 1
    )
    select (select count(*) from gone) as folded, (select count(*) from heads) as heads
    """
)


async def thin(connection: AsyncConnection, now: datetime) -> int:
    """Fold what may be folded of the months that are over for 90 days; says how many rows went. Each month once."""
    cutoff = (now.astimezone(UTC) - KEPT_WHOLE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = (await connection.execute(_MONTHS, {"before": cutoff})).scalars().all()
    folded = 0
    for month in months:
        following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
        row = (await connection.execute(_THIN, {"first": month, "next": following})).one()
        await connection.execute(text("insert into thinned_months (month) values (:month)"), {"month": month})
        folded += row.folded
    return folded


async def keep_in_order(transactions: Transactions, clock: Clock) -> None:
    """Make the months that come, and thin those that are long over, until cancelled."""
    while True:
        now = clock.now()
        async with transactions.engine.begin() as connection:
            await ensure_partitions(connection, now)
            folded = await thin(connection, now)
        if folded:
            _log.info("checks_thinned", rows=folded)
        await asyncio.sleep(_LOOK_SECONDS)
