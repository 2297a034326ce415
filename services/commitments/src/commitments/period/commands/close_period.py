"""The point of contact waits no longer for reports."""

from dataclasses import dataclass

import commitments.plan.store as plan_store
from commitments.period import store
from commitments.period.aggregate import Period
from commitments.plan.errors import TextsRefused
from commitments.plan.languages import foreign_to
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod:
    """`reason` says why, where some have not reported."""

    plan: str
    number: int
    reason: dict[str, str] | None
    expected: Expectation


async def close_period(tx: Transaction, command: ClosePeriod) -> Period:
    """Close it, keep who was missing, and say so.

    Raises PlanNotFound, PeriodNotFound, PeriodClosed, ReasonMissing, TextsRefused, or STALE.
    """
    # Waits for reports that are on their way, so that nobody is kept as missing who has reported.
    # Waits for reports that are on their way, so that nobody is kept as missing who has reported.
    plan = await plan_store.hold(tx, command.plan)
    period = await store.hold(tx, command.plan, command.number)
    missing = await store.missing_of(tx.connection, period, now=tx.now)
    command.expected.check(period.seen_with(missing))
    closed, event = period.close(missing, reason=command.reason, now=tx.now)
    if faults := tuple(foreign_to(plan.languages, command.reason, at="/reason")):
        raise TextsRefused(faults=faults, count=len(faults))
    await store.save(tx, closed)
    tx.record(event, stream=closed.stream, version=closed.version)
    return closed
