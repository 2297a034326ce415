"""The point of contact asks for an edition of a report: to look at, for comment, or final."""

from dataclasses import dataclass

from constancia_bus.transaction import Transaction
from constancia_web.conditional import ExpectedVersion
from reporting.reports import store
from reporting.reports.aggregate import Purpose, Report, Window
from reporting.reports.errors import EditionWaits
from reporting.reports.reading import last_day_of_comments, plan_today
from reporting.reports.store import Edition, EditionState


@dataclass(frozen=True, slots=True, kw_only=True)
class AskEdition:
    """`origin` is where the site is."""

    plan: str
    number: int
    purpose: Purpose
    window: Window | None
    expected: ExpectedVersion
    origin: str
    by: str


async def ask_edition(tx: Transaction, command: AskEdition) -> tuple[Report, Edition]:
    """Put it among those that wait to be made, with the texts as they are now.

    Raises ReportNotFound, Stale, EditionWaits, and what `check_edition` raises.
    """
    report = await store.hold(tx, command.plan, command.number)
    command.expected.check(report.version)
    _, today = await plan_today(tx.connection, command.plan, tx.now)
    closes_on = await last_day_of_comments(tx.connection, report, command.origin)
    report.check_edition(command.purpose, command.window, today=today, closes_on=closes_on)
    known = await store.editions(tx.connection, command.plan, command.number)
    if known and known[0].state == EditionState.WAITING:
        raise EditionWaits(edition=known[0].edition)
    sections = await store.sections(tx.connection, command.plan, command.number)
    edition = Edition(
        plan=report.plan,
        number=report.number,
        edition=known[0].edition + 1 if known else 1,
        purpose=command.purpose,
        state=EditionState.WAITING,
        as_of=report.as_of or today,
        written=report.written,
        narratives={section.value: one.text for section, one in sections.items()},
        window=command.window if command.purpose is Purpose.COMMENT else None,
        asked_by=command.by,
        asked_at=tx.now,
    )
    await store.add_edition(tx, edition)
    return report, edition
