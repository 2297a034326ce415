"""Rows of reporting periods to the aggregate and back, and what a period has to know of goals."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.commitment.tables import commitment_leads
from commitments.period.aggregate import GoalInPeriod, Missing, Period
from commitments.period.errors import PeriodNotFound
from commitments.period.tables import reporting_periods
from constancia_bus.transaction import Transaction
from constancia_events.dates import PlanDate
from constancia_events.vocabulary import PeriodKind

_p = reporting_periods.c
_GOALS = text(
    "select g.commitment, g.number as goal, g.starts_on,"
    " exists (select from progress_reports r where r.plan = g.plan and r.commitment = g.commitment"
    "  and r.goal = g.number and r.stated_at >= :opened_at and r.stated_at <= :until) as reported,"
    " coalesce((select r.level = 'complete' from progress_reports r where r.plan = g.plan"
    "  and r.commitment = g.commitment and r.goal = g.number and r.subgoal is null"
    "  and r.stated_at < :opened_at and r.effective_at <= :opened_at"
    "  order by r.effective_at desc, r.n desc limit 1), false) as complete_before"
    " from goals g where g.plan = :plan order by g.commitment, g.number"
)


async def load(connection: AsyncConnection, plan: str, number: int) -> Period:
    """The period of this number. Raises PeriodNotFound."""
    query = select(reporting_periods).where(_p.plan == plan, _p.number == number)
    row = (await connection.execute(query)).first()
    if row is None:
        raise PeriodNotFound(plan=plan, number=number)
    return _period(row)


async def hold(tx: Transaction, plan: str, number: int) -> Period:
    """The same, its row held until the transaction ends. Raises PeriodNotFound."""
    query = select(reporting_periods).where(_p.plan == plan, _p.number == number).with_for_update()
    row = (await tx.connection.execute(query)).first()
    if row is None:
        raise PeriodNotFound(plan=plan, number=number)
    return _period(row)


async def find_open(connection: AsyncConnection, plan: str, kind: PeriodKind) -> Period | None:
    """The period of this kind that waits for reports."""
    query = select(reporting_periods).where(_p.plan == plan, _p.kind == kind.value, _p.closed_at.is_(None))
    row = (await connection.execute(query)).first()
    return None if row is None else _period(row)


async def next_number(tx: Transaction, plan: str) -> int:
    """The number of the next period of a plan, whose row this transaction holds."""
    last = await tx.connection.scalar(select(func.max(_p.number)).where(_p.plan == plan))
    return 1 if last is None else int(last) + 1


async def page(connection: AsyncConnection, plan: str, *, after: int, limit: int) -> list[Period]:
    """At most `limit` periods of a plan in the order in which they were opened, behind number `after`."""
    query = select(reporting_periods).where(_p.plan == plan, _p.number > after).order_by(_p.number).limit(limit)
    return [_period(row) for row in await connection.execute(query)]


async def missing_of(connection: AsyncConnection, period: Period, *, now: datetime) -> tuple[Missing, ...]:
    """Who has not reported until `now`; of a closed period, who had not when it was closed."""
    if period.closed_at is not None:
        return period.missing
    goals = await connection.execute(_GOALS, {"plan": period.plan, "opened_at": period.opened_at, "until": now})
    leads: dict[int, list[str]] = defaultdict(list)
    of_plan = select(commitment_leads.c.commitment, commitment_leads.c.institution)
    for lead in await connection.execute(of_plan.where(commitment_leads.c.plan == period.plan)):
        leads[lead.commitment].append(lead.institution)
    return period.missing_of((_goal(row) for row in goals), leads)


async def save(tx: Transaction, period: Period) -> None:
    """Write a period whose row this transaction holds, or a new one of a plan whose row it holds."""
    values: dict[str, Any] = {
        "kind": period.kind.value,
        "title": period.title,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "due_on": period.due_on,
        "opened_at": period.opened_at,
        "closed_at": period.closed_at,
        "missing": [
            {"institution": one.institution, "commitment": one.commitment, "goals": list(one.goals)}
            for one in period.missing
        ],
        "reason": period.reason,
        "version": period.version,
    }
    statement = upsert(reporting_periods).values(plan=period.plan, number=period.number, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["plan", "number"], set_=values))


def _goal(row: Any) -> GoalInPeriod:
    return GoalInPeriod(
        commitment=row.commitment,
        goal=row.goal,
        starts_on=PlanDate(row.starts_on),
        complete_before=row.complete_before,
        reported=row.reported,
    )


def _period(row: Any) -> Period:
    return Period(
        plan=row.plan,
        number=row.number,
        kind=PeriodKind(row.kind),
        title=row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        due_on=row.due_on,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        missing=tuple(
            Missing(institution=one["institution"], commitment=one["commitment"], goals=tuple(one["goals"]))
            for one in row.missing
        ),
        reason=row.reason,
        version=row.version,
    )
