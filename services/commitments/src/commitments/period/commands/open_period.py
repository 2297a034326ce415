"""The point of contact asks the leads of a plan to report."""

from dataclasses import dataclass
from datetime import date

import commitments.plan.store as plan_store
from commitments.period import store
from commitments.period.aggregate import Period
from commitments.period.errors import PeriodAlreadyOpen
from commitments.plan.errors import TextsRefused
from commitments.plan.languages import foreign_to
from commitments.plan.life import check_period
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPeriod:
    """The days that it covers, and the last one for reports; all are days of the plan's time zone."""

    plan: str
    kind: PeriodKind
    title: dict[str, str] | None
    starts_on: date
    ends_on: date
    due_on: date


async def open_period(tx: Transaction, command: OpenPeriod) -> Period:
    """Open it and say so.

    Raises PlanNotFound, PeriodNeedsImplementation, PeriodAlreadyOpen, PeriodDaysWrong, TextsRefused.
    """
    plan = await plan_store.hold(tx, command.plan)
    check_period(plan.state)
    if faults := tuple(foreign_to(plan.languages, command.title, at="/title")):
        raise TextsRefused(faults=faults, count=len(faults))
    if (other := await store.find_open(tx.connection, command.plan, command.kind)) is not None:
        raise PeriodAlreadyOpen(number=other.number)
    period = Period(
        plan=command.plan,
        number=await store.next_number(tx, command.plan),
        kind=command.kind,
        title=command.title,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        due_on=command.due_on,
        opened_at=tx.now,
    )
    opened, event = period.open(plan_starts_on=plan.starts_on, plan_ends_on=plan.ends_on)
    await store.save(tx, opened)
    tx.record(event, stream=opened.stream, version=opened.version)
    return opened
