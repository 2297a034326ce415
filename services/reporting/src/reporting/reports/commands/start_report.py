"""The point of contact begins a report."""

from dataclasses import dataclass
from datetime import date

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import PeriodKind
from reporting.reports import store
from reporting.reports.aggregate import Report
from reporting.reports.errors import AsOfBeforePlan, AsOfTooLate, ConsultationUnknown
from reporting.reports.reading import plan_today, self_assessments


@dataclass(frozen=True, slots=True, kw_only=True)
class StartReport:
    """`as_of` None: each edition tells of its own day. `consultation`: one that was held before the report was here."""

    plan: str
    kind: PeriodKind
    as_of: date | None
    consultation: str | None


async def start_report(tx: Transaction, command: StartReport) -> Report:
    """Begin it, and say so. Raises PlanUnknown, AsOfTooLate, AsOfBeforePlan, ConsultationUnknown."""
    facts, today = await plan_today(tx.connection, command.plan, tx.now)
    if command.as_of is not None:
        if command.as_of > today:
            raise AsOfTooLate.at("/as_of", day=command.as_of)
        if command.as_of < facts.plan.starts_on:
            raise AsOfBeforePlan.at("/as_of", starts_on=facts.plan.starts_on)
    if command.consultation is not None:
        known = {one.scheduled.consultation for one in await self_assessments(tx.connection, command.plan)}
        if command.consultation not in known:
            raise ConsultationUnknown.at("/consultation", consultation=command.consultation)
    number = await store.next_number(tx, command.plan)
    wanted = Report(
        plan=command.plan,
        number=number,
        kind=command.kind,
        as_of=command.as_of,
        consultation=command.consultation,
    )
    report, event = wanted.start()
    await store.add(tx, report)
    tx.record(event, stream=report.stream, version=report.version)
    return report
