"""Reads what the clock is drawn from, beside what findings are."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.vocabulary import PeriodKind
from reporting.clock.rules import PublishedReport, Times
from reporting.findings.facts import History

_UPDATED = text(
    "select distinct effective_on from goal_levels where plan = :plan and effective_at <= :at union"
    " select distinct effective_on from commitment_levels where plan = :plan and effective_at <= :at"
    " order by effective_on"
)
_CITED = text("select distinct cited_at from evidence_uses where plan = :plan and cited_at <= :at")
_NEXT = text(
    "select plan, body ->> 'starts_on' as starts_on from plan_definitions where plan <> :plan"
    " and body ->> 'country' = :country and body ->> 'starts_on' > :starts_on and effective_at <= :at"
    " order by body ->> 'starts_on', pos desc limit 1"
)
_REPORTS = text(
    "select number, kind, published_on from reports where plan = :plan and published_on <= :day"
    " order by published_on, number"
)
_IRM = text(
    "select max(effective_at) from assessments where plan = :plan and effective_at <= :at and body ->> 'source' = 'irm'"
)


async def times_of(connection: AsyncConnection, history: History, at: datetime) -> Times:
    """A plan as of `at`, with everything the clock is read from."""
    plan = history.record.plan
    zone = ZoneInfo(plan.time_zone)
    by: dict[str, Any] = {"plan": plan.plan, "at": at}
    follows = (
        await connection.execute(_NEXT, {**by, "country": plan.country, "starts_on": plan.starts_on.isoformat()})
    ).first()
    assessed = await connection.scalar(_IRM, by)
    updated = {row.effective_on for row in await connection.execute(_UPDATED, by)}
    # What came with a plan file says when it was entered, not when it was cited; only what leads cited since counts.
    updated |= {row.cited_at.astimezone(zone).date() for row in await connection.execute(_CITED, by)}
    return Times(
        history=history,
        updated_on=tuple(sorted(day for day in updated if day <= history.day)),
        next_plan=(follows.plan, date.fromisoformat(follows.starts_on)) if follows else None,
        reports=tuple(
            PublishedReport(number=row.number, kind=PeriodKind(row.kind), published_on=row.published_on)
            for row in await connection.execute(_REPORTS, {"plan": plan.plan, "day": history.day})
        ),
        irm_assessed_on=assessed.astimezone(zone).date() if assessed else None,
    )
