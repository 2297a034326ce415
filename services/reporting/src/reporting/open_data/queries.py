"""Which plans are on record, for the catalogue."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import PlanDefined

_PLANS: Final = text(
    "select distinct on (plan) body, (select max(recorded_at) from goal_levels l where l.plan = d.plan) as stated,"
    " recorded_at from plan_definitions d order by plan, effective_at desc, pos desc"
)


async def plans_on_record(connection: AsyncConnection) -> list[tuple[PlanDefined, date]]:
    """Every plan with the day, in its zone, on which its record last changed."""
    found = []
    for row in await connection.execute(_PLANS):
        plan = PlanDefined.model_validate(row.body | {"effective_at": None})
        changed = max(at for at in (row.stated, row.recorded_at) if at is not None)
        found.append((plan, changed.astimezone(ZoneInfo(plan.time_zone)).date()))
    return found
