"""The instant that a reader asks about, and the other one: what the record knew by then."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request

from constancia_events.dates import end_of_day, is_of_our_time
from constancia_runtime.clock import Clock
from constancia_runtime.errors import DomainError, Fault
from reporting.compliance.errors import AsOfInFuture, AsOfUnreadable

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_FORM: dict[str, Any] = {"pattern": r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}.*)?$"}
FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Up to when facts count for the present: nobody can state what has not come, and clocks differ a little."""
_EARTH = timedelta(hours=14)
"""The zone furthest ahead: a day is in the future only when it has begun nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What to show: as of a day, an instant, or now (`as_of` None); as known by `known_at`, or by now."""

    as_of: date | datetime | None
    known_at: datetime | None
    now: datetime
    changes: int
    """How often the record had changed when the request came; what is read for it is not of before that."""

    @property
    def is_past(self) -> bool:
        """Whether the reader asked for another time than now."""
        return self.as_of is not None or self.known_at is not None

    def instant(self, zone: ZoneInfo) -> datetime:
        """The instant up to which facts count: the end of a day in the plan's zone, or the instant itself."""
        if isinstance(self.as_of, datetime):
            return self.as_of
        return FOR_EVER if self.as_of is None else end_of_day(self.as_of, zone)

    def refuse_future(self, zone: ZoneInfo) -> None:
        """Raise AsOfInFuture for a day that has not begun in the plan's zone."""
        if self.as_of is not None and self.day(zone) > self.now.astimezone(zone).date():
            raise _refused(AsOfInFuture, "as_of")

    def day(self, zone: ZoneInfo) -> date:
        """The day against which timing is judged."""
        if self.as_of is not None and not isinstance(self.as_of, datetime):
            return self.as_of
        return (self.as_of or self.now).astimezone(zone).date()

    def label(self, zone: ZoneInfo) -> str:
        """How the answer names it: the day, or the instant in UTC."""
        if isinstance(self.as_of, datetime):
            return self.as_of.isoformat().replace("+00:00", "Z")
        return self.day(zone).isoformat()


async def _as_of(
    request: Request,
    as_of: Annotated[
        str | None,
        Query(
            description="A day of the plan's time zone, to its end, or an RFC 3339 instant.",
            examples=["2017-09-29"],
            json_schema_extra=_FORM,
        ),
    ] = None,
) -> Moment:
    return read_moment(request, "as_of", as_of)


def read_moment(request: Request, parameter: str, value: str | None) -> Moment:
    """The moment that a parameter names, or now. Raises AsOfUnreadable, AsOfInFuture."""
    clock: Clock = request.app.state.clock
    now = clock.now()
    return Moment(
        as_of=None if value is None else _read(parameter, value, now),
        known_at=None,
        now=now,
        changes=request.app.state.reader.changes,
    )


AsOf = Annotated[Moment, Depends(_as_of)]
"""As of a day or instant, by all that is known now."""


async def _as_known(
    moment: AsOf,
    known_at: Annotated[
        str | None,
        Query(
            description="Only what was on record by this instant or day (UTC).",
            examples=["2026-11-23T12:00:00Z"],
            json_schema_extra=_FORM,
        ),
    ] = None,
) -> Moment:
    if known_at is None:
        return moment
    known = _read("known_at", known_at, moment.now)
    if not isinstance(known, datetime):
        known = end_of_day(known, ZoneInfo("UTC"))
    return replace(moment, known_at=known)


AsKnown = Annotated[Moment, Depends(_as_known)]
"""As of a day or instant, by what was on record at another."""


def _read(parameter: str, value: str, now: datetime) -> date | datetime:
    # A plus sign in a query is a blank once decoded: +00:00 comes as " 00:00".
    value = re.sub(r" (?=\d{2}:\d{2}$)", "+", value) if len(value) > len("2017-09-29 18:00") else value
    found = _understood(value)
    if found is None or not is_of_our_time(found):
        raise _refused(AsOfUnreadable, parameter)
    in_future = found > now if isinstance(found, datetime) else found > (now + _EARTH).date()
    if in_future:
        raise _refused(AsOfInFuture, parameter)
    return found


def _understood(value: str) -> date | datetime | None:
    """The day or the instant (in UTC) that a text names; None for anything else."""
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        return datetime.fromisoformat(value.upper()).astimezone(UTC) if _INSTANT.fullmatch(value) else None
    except (ValueError, OverflowError):
        return None


def _refused(error: type[DomainError], parameter: str) -> DomainError:
    fault = Fault(message=error.message, values={"parameter": parameter}, code=error.slug, parameter=parameter)
    return error(faults=(fault,), parameter=parameter)
