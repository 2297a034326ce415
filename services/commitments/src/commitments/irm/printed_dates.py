"""Dates as IRM's table prints them, beside what of them can be understood without guessing. Pure.

The table mixes `06/01/2016` (June, by American order) with `30/6/2016`, even within one plan: Canada's second begins
`11/01/2014` and ends `30/6/2016`. So a plan whose certain dates all have one order proves nothing of those that are
written in another way: only certain dates of the same writing (with leading zeros, or without) do.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from constancia_events.dates import is_of_our_time


class Reading(StrEnum):
    """What a printed date was understood to be."""

    DAY = "day"
    DAY_AMBIGUOUS = "day_ambiguous"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    RANGE = "range"
    OPEN_ENDED = "open_ended"
    NOT_SPECIFIED = "not_specified"
    CODE = "code"
    UNREADABLE = "unreadable"


class Evidence(StrEnum):
    """What settled the order of day and month."""

    ROW = "row"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date as printed, and the days between which it lies; none where nothing was understood.

    `possible` holds the two days that an ambiguous one may be: first by the order day/month, then by month/day.
    """

    printed: str
    reading: Reading
    first_day: date | None = None
    last_day: date | None = None
    possible: tuple[date, ...] = ()
    settled_by: Evidence | None = None

    def settled(self, day: date, evidence: Evidence) -> "PrintedDate":
        """The same, as that day."""
        return replace(self, reading=Reading.DAY, first_day=day, last_day=day, possible=(), settled_by=evidence)


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_LONG_NAMES = [name for name in _MONTHS if len(name) > 4]  # noqa: PLR2004 - shorter ones are near to everything
_CODES = frozenset(("nr", "nd", "na", "n/a", "unclear", "withdrawn"))
_NOT_SPECIFIED = frozenset(("", "not specified", "none specified", "unspecified"))
_OPEN = frozenset(("ongoing", "continuous", "on-going", "permanent"))
_YEAR = r"(?P<year>\d{4})"
_NAME = r"(?P<month>[^\W\d_]{3,12})\.?"
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?")


def read_date(printed: str) -> PrintedDate:
    """What one cell says, by itself; its text is kept as it stands."""
    text = " ".join(printed.split()).casefold().strip(" .,;")
    if text in _NOT_SPECIFIED:
        return PrintedDate(printed=printed, reading=Reading.NOT_SPECIFIED)
    if text in _CODES:
        return PrintedDate(printed=printed, reading=Reading.CODE)
    if text in _OPEN:
        return PrintedDate(printed=printed, reading=Reading.OPEN_ENDED)
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(text):
            try:
                return read(printed, found)
            except ValueError:  # a form that is known, of a day that does not exist
                break
    return PrintedDate(printed=printed, reading=Reading.UNREADABLE)


def _slashed(printed: str, found: re.Match[str]) -> PrintedDate:
    a, b, year = (int(part) for part in found.groups())
    days = tuple(day for day in (_day(year, b, a), _day(year, a, b)) if day)
    if not days:
        raise ValueError
    if len(set(days)) == 1:
        return _between(printed, Reading.DAY, days[0], days[0])
    ambiguous = _between(printed, Reading.DAY_AMBIGUOUS, min(days), max(days))
    return replace(ambiguous, possible=days)


def _iso_day(printed: str, found: re.Match[str]) -> PrintedDate:
    day = date(*(int(part) for part in found.groups()))
    return _between(printed, Reading.DAY, day, day)


def _named_day(printed: str, found: re.Match[str]) -> PrintedDate:
    day = date(int(found["year"]), _month(found["month"]), int(found["day"]))
    return _between(printed, Reading.DAY, day, day)


def _named_month(printed: str, found: re.Match[str]) -> PrintedDate:
    return _months(printed, Reading.MONTH, int(found["year"]), _month(found["month"]), _month(found["month"]))


def _numbered_month(printed: str, found: re.Match[str]) -> PrintedDate:
    return _months(printed, Reading.MONTH, int(found["year"]), int(found["number"]), int(found["number"]))


def _quarter(printed: str, found: re.Match[str]) -> PrintedDate:
    last = 3 * int(found["quarter"])
    return _months(printed, Reading.QUARTER, int(found["year"]), last - 2, last)


def _year(printed: str, found: re.Match[str]) -> PrintedDate:
    return _months(printed, Reading.YEAR, int(found["year"]), 1, 12)


def _season(printed: str, found: re.Match[str]) -> PrintedDate:
    """Somewhere in that year: which months it means depends on the hemisphere, and a winter reaches beyond the year."""
    year = int(found["year"])
    if found["season"] == "winter":
        return _between(printed, Reading.SEASON, date(year - 1, 12, 1), date(year + 1, 3, 31))
    return _months(printed, Reading.SEASON, year, 1, 12)


def _month_range(printed: str, found: re.Match[str]) -> PrintedDate:
    return _months(printed, Reading.RANGE, int(found["year"]), _month(found["first"]), _month(found["month"]))


def _year_range(printed: str, found: re.Match[str]) -> PrintedDate:
    return _between(printed, Reading.RANGE, date(int(found["first"]), 1, 1), date(int(found["year"]), 12, 31))


_FORMS: Sequence[tuple[re.Pattern[str], Callable[[str, re.Match[str]], PrintedDate]]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (_SLASHED.pattern, _slashed),
        (_ISO_DAY.pattern, _iso_day),
        (rf"(?:quarter|q|trimestre) ?(?P<quarter>[1-4]),?(?: of)?[ /-]?{_YEAR}", _quarter),
        (rf"(?P<quarter>[1-4])(?:st|nd|rd|th)? quarter,?(?: of)? {_YEAR}", _quarter),
        (rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? {_NAME},?(?: de| of)? {_YEAR}", _named_day),
        (rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}", _named_day),
        (rf"{_YEAR}-(?P<number>\d{{1,2}})", _numbered_month),
        (rf"(?P<number>\d{{1,2}})[/.-]{_YEAR}", _numbered_month),
        (rf"(?P<season>spring|summer|autumn|fall|winter),?(?: of)? {_YEAR}", _season),
        (rf"(?P<first>[^\W\d_]{{3,12}}) ?[/\u2013-] ?{_NAME} {_YEAR}", _month_range),
        (rf"(?P<first>\d{{4}}) ?[/\u2013-] ?{_YEAR}", _year_range),
        (rf"(?:(?:early|mid|late)[ -]|(?:the )?(?:beginning|start|middle|end) of )?{_YEAR}", _year),
        (rf"{_NAME},?(?: of| de)?[ -]{_YEAR}", _named_month),
    )
)
"""The first form that fits wins."""


def _month(name: str) -> int:
    """The number of a month by its name; a slip of the pen in a long one is forgiven. Raises ValueError."""
    if name in _MONTHS:
        return _MONTHS[name]
    near = get_close_matches(name, _LONG_NAMES, n=1, cutoff=0.8)
    if not near:
        raise ValueError
    return _MONTHS[near[0]]


def _months(printed: str, reading: Reading, year: int, first: int, last: int) -> PrintedDate:
    return _between(printed, reading, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _between(printed: str, reading: Reading, first: date, last: date) -> PrintedDate:
    if first > last or not (is_of_our_time(first) and is_of_our_time(last)):
        raise ValueError
    return PrintedDate(printed=printed, reading=reading, first_day=first, last_day=last)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def settled_by_row(start: PrintedDate, end: PrintedDate) -> tuple[PrintedDate, PrintedDate]:
    """Both, where only one order lets what starts come before its end; else as they were."""
    starts = start.possible or ((start.first_day,) if start.first_day else ())
    ends = end.possible or ((end.last_day,) if end.last_day else ())
    pairs = [(s, e) for s in starts for e in ends if s <= e]
    first, last = {s for s, _ in pairs}, {e for _, e in pairs}
    if start.possible and len(first) == 1:
        start = start.settled(first.pop(), Evidence.ROW)
    if end.possible and len(last) == 1:
        end = end.settled(last.pop(), Evidence.ROW)
    return start, end


def order_of_plan(dates: Iterable[PrintedDate]) -> dict[str, int]:
    """By writing, the place in `possible` of the order that every certain date of a plan has, where all agree.

    Empty when certain dates of the plan, of whatever writing, have both orders.
    """
    orders: dict[str | None, set[int]] = {}
    for printed in dates:
        if (order := _certain_order(printed)) is not None:
            orders.setdefault(_writing(printed), set()).add(order)
    if len(set().union(*orders.values())) != 1:
        return {}
    return {writing: next(iter(order)) for writing, order in orders.items() if writing}


def settled_by_plan(printed: PrintedDate, orders: dict[str, int]) -> PrintedDate:
    """The date by the order of its plan, where that is certain for its writing; else as it was."""
    place = orders.get(_writing(printed) or "") if printed.possible else None
    return printed if place is None else printed.settled(printed.possible[place], Evidence.PLAN)


def _certain_order(printed: PrintedDate) -> int | None:
    found = _SLASHED.fullmatch(printed.printed.strip())
    if found is None or printed.reading is not Reading.DAY or printed.settled_by or found[1] == found[2]:
        return None
    return 0 if int(found[1]) > 12 else 1 if int(found[2]) > 12 else None  # noqa: PLR2004 - months


def _writing(printed: PrintedDate) -> str | None:
    """Whether a date is written with leading zeros; None where it shows nothing of that."""
    found = _SLASHED.fullmatch(printed.printed.strip())
    parts = found.groups()[:2] if found else ()
    if any(part.startswith("0") for part in parts):
        return "zeros"
    return "bare" if any(len(part) == 1 for part in parts) else None
