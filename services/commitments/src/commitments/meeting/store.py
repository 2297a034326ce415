"""Rows of meetings to the aggregate and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.meeting.aggregate import Meeting
from commitments.meeting.errors import MeetingNotFound
from commitments.meeting.tables import meetings
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import MeetingKind, MeetingStatus

_m = meetings.c
_KEY = ("plan", "number")
_PLAIN = (
    "held_on",
    "originally_on",
    "place",
    "department",
    "working_group",
    "agenda_url",
    "minutes_url",
    "place_in_file",
    "version",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which meetings of a plan: both days included, None for whatever it is."""

    kind: MeetingKind | None = None
    status: MeetingStatus | None = None
    since: date | None = None
    until: date | None = None
    working_group: int | None = None


async def load(connection: AsyncConnection, plan: str, number: int) -> Meeting:
    """The meeting of this number. Raises MeetingNotFound."""
    row = (await connection.execute(select(meetings).where(_m.plan == plan, _m.number == number))).first()
    if row is None:
        raise MeetingNotFound(plan=plan, meeting=number)
    return _of_row(row)


async def page(
    connection: AsyncConnection, plan: str, wanted: Wanted, *, after: tuple[date, int] | None, limit: int
) -> list[Meeting]:
    """At most `limit` meetings by day and number, behind `after`."""
    query = select(meetings).where(_m.plan == plan).order_by(_m.held_on, _m.number).limit(limit)
    if wanted.kind is not None:
        query = query.where(_m.kind == wanted.kind.value)
    if wanted.status is not None:
        query = query.where(_m.status == wanted.status.value)
    if wanted.since is not None:
        query = query.where(_m.held_on >= wanted.since)
    if wanted.until is not None:
        query = query.where(_m.held_on <= wanted.until)
    if wanted.working_group is not None:
        query = query.where(_m.working_group == wanted.working_group)
    if after is not None:
        query = query.where(tuple_(_m.held_on, _m.number) > after)
    return [_of_row(row) for row in await connection.execute(query)]


async def every(connection: AsyncConnection, plan: str) -> list[Meeting]:
    """All meetings of a plan, by number."""
    rows = await connection.execute(select(meetings).where(_m.plan == plan).order_by(_m.number))
    return [_of_row(row) for row in rows]


async def next_number(connection: AsyncConnection, plan: str) -> int:
    """The number behind the last one of a plan."""
    last = await connection.scalar(select(func.max(_m.number)).where(_m.plan == plan))
    return int(last or 0) + 1


async def save(tx: Transaction, changed: Sequence[Meeting]) -> None:
    """Write meetings of a plan whose row this transaction holds, or new ones."""
    if not changed:
        return
    statement = upsert(meetings)
    names = (*_PLAIN, "kind", "status", "attendance")
    newest = {name: getattr(statement.excluded, name) for name in names}
    rows = [
        {name: getattr(one, name) for name in (*_KEY, *_PLAIN)}
        | {"kind": one.kind.value, "status": one.status.value, "attendance": list(one.attendance)}
        for one in changed
    ]
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=list(_KEY), set_=newest), rows)


def _of_row(row: Any) -> Meeting:
    return Meeting(
        plan=row.plan,
        number=row.number,
        kind=MeetingKind(row.kind),
        status=MeetingStatus(row.status),
        held_on=row.held_on,
        originally_on=row.originally_on,
        place=row.place,
        department=row.department,
        working_group=row.working_group,
        agenda_url=row.agenda_url,
        minutes_url=row.minutes_url,
        attendance=tuple(row.attendance),
        place_in_file=row.place_in_file,
        version=row.version,
    )
