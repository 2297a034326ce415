"""IRM's table from its bytes: the rows that can be taken, and for every other why not and what would be right. Pure.

Rows are counted as a spreadsheet counts them: the header is row 2, since a row of column numbers stands above it.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from commitments.irm import columns
from commitments.irm.aggregate import PastCommitment, PastPlan
from commitments.irm.countries import iso_code, slug_of
from commitments.irm.errors import TableRefused
from commitments.irm.printed_dates import PrintedDate, Reading, order_of_plan, settled_by_plan, settled_by_row
from commitments.irm.rows import Remark, Row, read_row
from constancia_runtime.errors import Fault

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 20_000
_HEADER_WITHIN = 10
_EVERY = 50
_MARKS = frozenset((columns.COUNTRY, columns.PLAN))

EMPTY = "The file is empty"
TOO_LARGE = "The file may have {bytes} bytes at most"
NOT_UTF8 = "Send the file in UTF-8; it is not from byte {byte} on"
NOT_CSV = "The file should be comma-separated text (CSV); it is not from line {line} on"
NO_HEADER = "One of the first rows should be the header, with the columns {columns}"
MISSING = "The column {column} is missing; the header should have it by this name"
TWICE = "The column {column} is there twice; the header should have it once"
TOO_MANY = "The table may have {rows} rows at most"
WIDTH = "The row should have {expected} cells like the header; it has {found}: a quote or a comma may be out of place"
DUPLICATE = "Commitment {number} of plan {plan} of {country} is there {times} times; all were taken, counted from 1"
UNREADABLE_DATE = "This date could not be understood; it is kept as printed"
DISAGREES = "The label and its figure in the column {coded} differ; the label counts"
UNKNOWN_COUNTRY = "This name is not known as a country's; it is taken as printed, without an ISO code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table as read: figures and rows by plan, and what there is to say of single rows."""

    rows: int
    plans: Mapping[tuple[str, int], tuple[PastPlan, tuple[PastCommitment, ...]]]
    refused: tuple[Remark, ...]
    notices: tuple[Remark, ...]

    @property
    def landed(self) -> int:
        """How many rows can be taken."""
        return sum(plan.commitments for plan, _ in self.plans.values())

    @property
    def countries(self) -> int:
        """How many countries they are of."""
        return len({slug for slug, _ in self.plans})


@dataclass(slots=True)
class _Read:
    """What was read so far."""

    rows: list[Row] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)


def read_table(document: bytes, progress: Progress = lambda _done, _all: None) -> Table:
    """Read the whole table. Raises TableRefused for a file that is none; a bad row is told in `refused`."""
    records = _records(document)
    header, place_of = _header(records)
    body = [(n, cells) for n, cells in records[header + 1 :] if any(cell.strip() for cell in cells)]
    if len(body) > MOST_ROWS:
        raise _refused(TOO_MANY, "too_many_rows", rows=MOST_ROWS)
    read = _Read()
    width = _width(records[header][1])
    for done, (n, cells) in enumerate(body):
        if done % _EVERY == 0:
            progress(done, len(body))
        _take(read, n, cells, place_of, width)
    progress(len(body), len(body))
    plans = {key: _plan(key, rows, read.notices) for key, rows in _by_plan(read.rows).items()}
    read.notices += _of_countries(read.rows)
    read.notices.sort(key=lambda notice: notice.row)
    return Table(rows=len(body), plans=plans, refused=tuple(read.refused), notices=tuple(read.notices))


def _records(document: bytes) -> list[tuple[int, list[str]]]:
    """Every record with its row number, from 1."""
    if len(document) > MOST_BYTES:
        raise _refused(TOO_LARGE, "too_large", bytes=MOST_BYTES)
    if not document.strip():
        raise _refused(EMPTY, "empty")
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise _refused(NOT_UTF8, "encoding", byte=cause.start) from cause
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(enumerate(reader, start=1))
    except csv.Error as cause:
        raise _refused(NOT_CSV, "not_csv", line=reader.line_num) from cause


def _header(records: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Where the header is, and the place of each column that is read."""
    headings = [[" ".join(cell.split()) for cell in cells] for _, cells in records[:_HEADER_WITHIN]]
    index = next((index for index, names in enumerate(headings) if set(names) >= _MARKS), None)
    if index is None:
        raise _refused(NO_HEADER, "no_header", columns=", ".join(sorted(_MARKS)))
    names = headings[index]
    times = Counter(names)
    faults = [_fault(MISSING, "column_missing", column=name) for name in columns.NEEDED if times[name] == 0]
    faults += [_fault(TWICE, "column_twice", column=name) for name in columns.NEEDED if times[name] > 1]
    if faults:
        raise TableRefused(faults=tuple(faults))
    read = {*columns.NEEDED, *columns.TAGS, *(coded for coded, _ in columns.CODED.values())}
    return index, {name: names.index(name) for name in read if name in times}


def _width(header: Sequence[str]) -> int:
    """How many columns have a name, empty ones at the end left out."""
    return max(place for place, name in enumerate(header) if name.strip()) + 1


def _take(read: _Read, n: int, cells: list[str], place_of: Mapping[str, int], width: int) -> None:
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        found = max(place for place, cell in enumerate(cells) if cell.strip()) + 1
        values = {"expected": str(width), "found": str(max(found, len(cells)))}
        read.refused.append(Remark(row=n, column=None, code="width", message=WIDTH, values=values))
        return
    row, faults = read_row(n, {name: cells[place] for name, place in place_of.items()})
    read.refused += faults
    if row is None:
        return
    read.rows.append(row)
    for column, (coded, meanings) in columns.CODED.items():
        figure = cells[place_of[coded]].strip() if coded in place_of else ""
        if figure in meanings and meanings[figure] != row.labels[column]:
            values = {"coded": coded}
            read.notices.append(Remark(row=n, column=column, code="label-differs", message=DISAGREES, values=values))


def _by_plan(rows: Sequence[Row]) -> dict[tuple[str, int], list[Row]]:
    plans: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        plans[slug_of(row.country), row.plan].append(row)
    return dict(plans)


def _plan(
    key: tuple[str, int], rows: Sequence[Row], notices: list[Remark]
) -> tuple[PastPlan, tuple[PastCommitment, ...]]:
    """A plan's figures and its commitments, with dates settled and rows of one number counted."""
    slug, number = key
    country = rows[0].country
    orders = order_of_plan(date for row in rows for date in (row.commitment.starts, row.commitment.ends))
    seen: Counter[str] = Counter()
    taken = []
    for row in rows:
        seen[row.commitment.number] += 1
        starts, ends = settled_by_row(row.commitment.starts, row.commitment.ends)
        commitment = replace(
            row.commitment,
            occurrence=seen[row.commitment.number],
            starts=settled_by_plan(starts, orders),
            ends=settled_by_plan(ends, orders),
        )
        notices += _unread_dates(row.n, commitment.starts, commitment.ends)
        taken.append(commitment)
    first = {row.commitment.number: row.n for row in reversed(rows)}
    for repeated, times in seen.items():
        if times > 1:
            values = {"number": repeated, "plan": str(number), "country": country, "times": str(times)}
            notices.append(
                Remark(row=first[repeated], column=columns.NUMBER, code="duplicate", message=DUPLICATE, values=values)
            )
    return PastPlan.of(slug, country, iso_code(country), number, taken), tuple(taken)


def _unread_dates(n: int, starts: PrintedDate, ends: PrintedDate) -> Iterator[Remark]:
    for column, printed in ((columns.START, starts), (columns.END, ends)):
        if printed.reading is Reading.UNREADABLE:
            yield Remark(row=n, column=column, code="date-unreadable", message=UNREADABLE_DATE)


def _of_countries(rows: Sequence[Row]) -> Iterator[Remark]:
    first = {row.country: row.n for row in reversed(rows)}
    for country, n in first.items():
        if iso_code(country) is None:
            yield Remark(row=n, column=columns.COUNTRY, code="country-unknown", message=UNKNOWN_COUNTRY)


def _refused(message: str, code: str, **values: object) -> TableRefused:
    return TableRefused(faults=(_fault(message, code, **values),))


def _fault(message: str, code: str, **values: object) -> Fault:
    told = {name: str(value) for name, value in values.items()}
    return Fault(message=message, code=code, values=told, pointer="")
