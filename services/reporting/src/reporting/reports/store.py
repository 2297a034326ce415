"""Rows of reports, of what people wrote, of editions and their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_events.reporting import ReportFilePart
from constancia_events.vocabulary import PeriodKind
from reporting.reports.aggregate import Purpose, Report, ReportState, Window
from reporting.reports.errors import EditionNotFound, ReportFileNotFound, ReportNotFound
from reporting.reports.narratives import Narrative
from reporting.reports.tables import report_editions, report_files, report_sections, reports

_FIELDS: Final = (
    "as_of",
    "consultation",
    "written",
    "edition",
    "final_written",
    "comment_opens_on",
    "comment_closes_on",
    "published_on",
    "version",
)
Texts = dict[str, str]


class EditionState:
    """Where the making of an edition stands."""

    WAITING: Final = "waiting"
    READY: Final = "ready"
    FAILED: Final = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionText:
    """A text of a section; instants in UTC."""

    section: Narrative
    section_version: int
    text: Texts
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition as it was asked for, and how far its making has come; instants in UTC."""

    plan: str
    number: int
    edition: int
    purpose: Purpose
    state: str
    as_of: date
    written: int
    narratives: dict[str, Texts]
    window: Window | None
    asked_by: str
    asked_at: datetime
    ready_at: datetime | None = None
    tries: int = 0
    failure: str | None = None
    public: bool = False
    files: tuple[ReportFilePart, ...] = ()


async def load(connection: AsyncConnection, plan: str, number: int) -> Report:
    """The report of this number. Raises ReportNotFound."""
    return await _one(connection, plan, number, lock=False)


async def hold(tx: Transaction, plan: str, number: int) -> Report:
    """The same, its row held until the transaction ends. Raises ReportNotFound."""
    return await _one(tx.connection, plan, number, lock=True)


async def next_number(tx: Transaction, plan: str) -> int:
    """The number of the next report of a plan; nobody else begins one until the transaction ends."""
    await tx.connection.execute(text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": f"reports/{plan}"})
    query = select(func.coalesce(func.max(reports.c.number), 0) + 1).where(reports.c.plan == plan)
    return int(await tx.connection.scalar(query) or 1)


async def add(tx: Transaction, report: Report) -> None:
    """Write a new report."""
    await tx.connection.execute(insert(reports).values(**_values(report), started_at=tx.now))


async def save(tx: Transaction, report: Report) -> None:
    """Write a report whose row this transaction holds."""
    of = (reports.c.plan == report.plan) & (reports.c.number == report.number)
    await tx.connection.execute(update(reports).where(of).values(**_values(report)))


async def of_plan(connection: AsyncConnection, plan: str) -> list[Report]:
    """Every report of a plan, the newest first."""
    query = select(reports).where(reports.c.plan == plan).order_by(reports.c.number.desc())
    return [_of_row(row) for row in await connection.execute(query)]


async def sections(connection: AsyncConnection, plan: str, number: int) -> dict[Narrative, SectionText]:
    """The newest text of each section that somebody wrote."""
    of = report_sections.c
    query = (
        select(report_sections)
        .ext(distinct_on(of.section))
        .where(of.plan == plan, of.number == number)
        .order_by(of.section, of.section_version.desc())
    )
    return {Narrative(row.section): _section(row) for row in await connection.execute(query)}


async def texts_of(connection: AsyncConnection, plan: str, number: int, section: Narrative) -> list[SectionText]:
    """Every text that a section had, the newest first."""
    of = report_sections.c
    query = select(report_sections).where(of.plan == plan, of.number == number, of.section == section.value)
    return [_section(row) for row in await connection.execute(query.order_by(of.section_version.desc()))]


async def add_section(tx: Transaction, report: Report, written: SectionText) -> None:
    """Keep a text; the ones before it stay."""
    values = {
        "plan": report.plan,
        "number": report.number,
        "section": written.section.value,
        "section_version": written.section_version,
        "text": written.text,
        "written_by": written.written_by,
        "written_at": written.written_at,
    }
    await tx.connection.execute(insert(report_sections).values(values))


async def add_edition(tx: Transaction, edition: Edition) -> None:
    """Put an edition among those that wait to be made."""
    window = edition.window
    values = {
        "plan": edition.plan,
        "number": edition.number,
        "edition": edition.edition,
        "purpose": edition.purpose.value,
        "state": edition.state,
        "as_of": edition.as_of,
        "written": edition.written,
        "narratives": edition.narratives,
        "opens_on": window.opens_on if window else None,
        "closes_on": window.closes_on if window else None,
        "reason": window.reason if window else None,
        "asked_by": edition.asked_by,
        "asked_at": edition.asked_at,
    }
    await tx.connection.execute(insert(report_editions).values(values))


async def editions(connection: AsyncConnection, plan: str, number: int) -> list[Edition]:
    """Every edition of a report with its files, the newest first."""
    of = report_editions.c
    query = select(report_editions).where(of.plan == plan, of.number == number).order_by(of.edition.desc())
    rows = (await connection.execute(query)).all()
    files = await _files(connection, plan, number)
    return [_edition(row, files.get(row.edition, ())) for row in rows]


async def edition(connection: AsyncConnection, plan: str, number: int, wanted: int) -> Edition:
    """One edition with its files. Raises EditionNotFound."""
    for one in await editions(connection, plan, number):
        if one.edition == wanted:
            return one
    raise EditionNotFound(plan=plan, number=number, edition=wanted)


async def waiting(connection: AsyncConnection) -> list[tuple[str, int, int]]:
    """Plan, number and edition of every edition that waits to be made, in the order in which they were asked for."""
    of = report_editions.c
    query = select(of.plan, of.number, of.edition).where(of.state == EditionState.WAITING).order_by(of.asked_at)
    return [(row.plan, row.number, row.edition) for row in await connection.execute(query)]


async def tried(connection: AsyncConnection, one: Edition, failure: str, *, most: int) -> None:
    """Keep why an edition could not be made; after `most` tries it has failed."""
    values: dict[str, Any] = {"tries": one.tries + 1, "failure": failure}
    if one.tries + 1 >= most:
        values["state"] = EditionState.FAILED
    await connection.execute(_update_edition(one).values(values))


async def done(tx: Transaction, one: Edition, *, public: bool) -> None:
    """Every file of an edition is there."""
    values = {"state": EditionState.READY, "ready_at": tx.now, "failure": None, "public": public}
    await tx.connection.execute(_update_edition(one).values(values))


async def make_public(tx: Transaction, one: Edition) -> None:
    """Anybody may read an edition from now on."""
    await tx.connection.execute(_update_edition(one).values(public=True))


async def keep_file(connection: AsyncConnection, one: Edition, part: ReportFilePart, content: bytes) -> None:
    """Keep a file; one that is there stays as it is."""
    statement = upsert(report_files).values(
        plan=one.plan,
        number=one.number,
        edition=one.edition,
        name=part.name,
        sha256=part.sha256,
        size=part.size,
        content=content,
    )
    await connection.execute(statement.on_conflict_do_nothing())


async def content_of(connection: AsyncConnection, plan: str, number: int, wanted: int, name: str) -> bytes:
    """The bytes of a file. Raises ReportFileNotFound."""
    of = report_files.c
    query = select(of.content).where(of.plan == plan, of.number == number, of.edition == wanted, of.name == name)
    content = await connection.scalar(query)
    if content is None:
        raise ReportFileNotFound(plan=plan, number=number, name=name)
    return bytes(content)


async def _files(connection: AsyncConnection, plan: str, number: int) -> dict[int, tuple[ReportFilePart, ...]]:
    of = report_files.c
    query = select(of.edition, of.name, of.sha256, of.size).where(of.plan == plan, of.number == number)
    found: dict[int, list[ReportFilePart]] = {}
    for row in await connection.execute(query.order_by(of.edition, of.name)):
        found.setdefault(row.edition, []).append(ReportFilePart(name=row.name, sha256=row.sha256, size=row.size))
    return {one: tuple(parts) for one, parts in found.items()}


async def _one(connection: AsyncConnection, plan: str, number: int, *, lock: bool) -> Report:
    query = select(reports).where(reports.c.plan == plan, reports.c.number == number)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        raise ReportNotFound(plan=plan, number=number)
    return _of_row(row)


def _update_edition(one: Edition) -> Any:
    of = report_editions.c
    return update(report_editions).where(of.plan == one.plan, of.number == one.number, of.edition == one.edition)


def _values(report: Report) -> dict[str, Any]:
    values = {name: getattr(report, name) for name in _FIELDS}
    return values | {
        "plan": report.plan,
        "number": report.number,
        "kind": report.kind.value,
        "state": report.state.value,
    }


def _of_row(row: Any) -> Report:
    values = {name: getattr(row, name) for name in _FIELDS}
    return Report(plan=row.plan, number=row.number, kind=PeriodKind(row.kind), state=ReportState(row.state), **values)


def _section(row: Any) -> SectionText:
    return SectionText(
        section=Narrative(row.section),
        section_version=row.section_version,
        text=row.text,
        written_by=row.written_by,
        written_at=row.written_at,
    )


def _edition(row: Any, files: Sequence[ReportFilePart]) -> Edition:
    window = None
    if row.opens_on is not None:
        window = Window(opens_on=row.opens_on, closes_on=row.closes_on, reason=row.reason)
    return Edition(
        plan=row.plan,
        number=row.number,
        edition=row.edition,
        purpose=Purpose(row.purpose),
        state=row.state,
        as_of=row.as_of,
        written=row.written,
        narratives=row.narratives,
        window=window,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ready_at=row.ready_at,
        tries=row.tries,
        failure=row.failure,
        public=row.public,
        files=tuple(files),
    )
