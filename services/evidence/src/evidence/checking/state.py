"""How the checker is, kept where the API and people find it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from evidence.checking.health import CheckerState, Health

_SAY: Final = text(
    """
    insert into checker_state as s (one, state, since, seen_at, canaries_up, canaries)
    values (true, :state, :now, :now, :up, :canaries)
    on conflict (one) do update set
        since = case when s.state = excluded.state then s.since else excluded.since end,
        state = excluded.state, seen_at = excluded.seen_at, canaries_up = excluded.canaries_up,
        canaries = excluded.canaries
    """
)
_FIND: Final = text(
    """
    select s.*, (select count(*) from standings where due_at <= :now) as due,
        (select count(*) from standings) as addresses,
        (select count(*) from checks where checked_at > :now - interval '1 hour' and checked_at <= :now) as last_hour,
        (select count(*) from checks where checked_at > :now - interval '1 day' and checked_at <= :now) as last_day
    from (select 1) one left join checker_state s on true
    """
)
_SILENT_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the checkers; `state` is null where none has said anything for a minute."""

    state: CheckerState | None
    since: datetime | None
    seen_at: datetime | None
    canaries_up: int
    canaries: int
    addresses: int
    due: int
    last_hour: int
    last_day: int


async def say_state(engine: AsyncEngine, health: Health, now: datetime) -> None:
    """Keep how a checker is; of several the last to speak is heard."""
    said: dict[str, Any] = {"state": health.state, "now": now, "up": health.up, "canaries": len(health.rules.canaries)}
    async with engine.begin() as connection:
        await connection.execute(_SAY, said)


async def known_state(connection: AsyncConnection, now: datetime) -> Known:
    """How the checkers are, and what they have to do."""
    row = (await connection.execute(_FIND, {"now": now})).one()
    speaks = row.seen_at is not None and now - row.seen_at < _SILENT_AFTER
    return Known(
        state=CheckerState(row.state) if speaks else None,
        since=row.since,
        seen_at=row.seen_at,
        canaries_up=row.canaries_up or 0,
        canaries=row.canaries or 0,
        addresses=row.addresses,
        due=row.due,
        last_hour=row.last_hour,
        last_day=row.last_day,
    )
