"""The sheets of an XLSX file as their filled cells, each with its place; formulas and errors are marked. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from commitments.workbook.container import MOST_CELLS, Container, too_large
from commitments.workbook.errors import WorkbookUnreadable
from commitments.workbook.layout import MOST_ROWS
from constancia_pages.workbook_strings import unescaped

Value = str | float | bool | date
"""A day without a time of day is a date, another a datetime."""

_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_NO_TOKENS: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet has no zones
_OWN_ROWS: Final = 300
"""Rows of a page that hold nothing of the plan: keys, headers, instructions, lists."""
_LEAP_1900: Final = 60
"""Excel believes that 1900 had a 29 February: before it, days count from one later."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds; `mark` is `formula` or `error` where it holds no value of its own."""

    value: Value
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its cells by row and column, counted from 0."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)


def pages_of(data: bytes) -> list[Page]:
    """Every sheet with cells, in its order. Raises WorkbookUnreadable, WorkbookLocked, WorkbookTooLarge."""
    container = Container(data)
    kinds = dict(container.related("").values())
    book = kinds.get("officeDocument", "xl/workbook.xml")
    related = container.related(book)
    by_kind = dict(related.values())
    sheets, from_1904 = _sheets(container, book)
    shared = _shared(container, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else []
    dated = _dated(container, by_kind["styles"]) if "styles" in by_kind else []
    epoch = _EPOCH_1904 if from_1904 else _EPOCH_1900
    room = [MOST_CELLS]
    pages = []
    for name, key in sheets:
        kind, part = related.get(key, ("", ""))
        if kind == "worksheet":
            pages.append(_Sheet(name, shared, dated, epoch, room).read(container, part))
    if not pages:
        raise WorkbookUnreadable
    if sum(len(page.rows) for page in pages) > MOST_ROWS + len(pages) * _OWN_ROWS:
        raise too_large()
    return pages


def _sheets(container: Container, book: str) -> tuple[list[tuple[str, str]], bool]:
    sheets: list[tuple[str, str]] = []
    from_1904 = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal from_1904
        if tag == "workbookPr":
            from_1904 = attributes.get("date1904") in {"1", "true"}
        elif tag == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            sheets.append((attributes["name"], key))

    container.parse(book, start=start)
    return sheets, from_1904


def _shared(container: Container, part: str) -> list[str]:
    """The texts that cells refer to by number; phonetic readings are no part of them."""
    texts: list[str] = []
    runs: list[str] = []
    parts: list[str] = []
    inside = {"t": False, "rPh": False}

    def start(tag: str, _: Mapping[str, str]) -> None:
        if tag == "si":
            runs.clear()
        elif tag in inside:
            inside[tag] = True
            parts.clear()

    def text(characters: str) -> None:
        if inside["t"] and not inside["rPh"]:
            parts.append(characters)

    def end(tag: str) -> None:
        if tag == "t":
            runs.append(unescaped("".join(parts)))
            parts.clear()
        elif tag == "si":
            texts.append("".join(runs))
        if tag in inside:
            inside[tag] = False

    container.parse(part, start=start, end=end, text=text)
    return texts


def _dated(container: Container, part: str) -> list[bool]:
    """For each format of cells, whether it shows a number as a date."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            formats.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    container.parse(part, start=start, end=end)
    return [
        bool(set("ymdhs") & set(_NO_TOKENS.sub("", codes[one]).lower())) if one in codes else one in _BUILT_IN_DATES
        for one in formats
    ]


class _Sheet:
    """Takes the cells of one sheet as its XML goes by."""

    def __init__(self, name: str, shared: list[str], dated: list[bool], epoch: datetime, room: list[int]) -> None:
        self.page = Page(name)
        self.shared, self.dated, self.epoch, self.room = shared, dated, epoch, room
        self.row, self.column = -1, -1
        self.kind, self.style, self.formula, self.reading, self.phonetic = "n", 0, False, False, False
        self.parts: list[str] = []
        self.runs: list[str] = []

    def read(self, container: Container, part: str) -> Page:
        """Walk through the sheet."""
        container.parse(part, start=self._start, end=self._end, text=self._text)
        return self.page

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif tag == "c":
            self.column += 1
            if "r" in attributes:
                self.row, self.column = _place(attributes["r"])
            self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self.formula = False
            self.parts.clear()
            self.runs.clear()
        elif tag in {"v", "t"}:
            self.reading = True
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.phonetic = True

    def _text(self, characters: str) -> None:
        if self.reading and not self.phonetic:
            self.parts.append(characters)

    def _end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.reading = False
            text = "".join(self.parts)
            self.runs.append(unescaped(text) if self.kind in {"inlineStr", "str"} else text)
            self.parts.clear()
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c" and (self.runs or self.formula):
            self._keep("".join(self.runs))

    def _keep(self, written: str) -> None:
        self.room[0] -= 1
        if self.room[0] < 0:
            raise too_large()
        mark = "formula" if self.formula else "error" if self.kind == "e" else None
        value = written if mark else self._value(written)
        if value != "":
            self.page.rows.setdefault(self.row, {})[self.column] = Cell(value, mark)

    def _value(self, written: str) -> Value:
        if self.kind == "s":
            return self.shared[_not_negative(int(written))]
        if self.kind in {"inlineStr", "str"}:
            return written
        if self.kind == "b":
            return written.strip() in {"1", "true"}
        if self.kind == "d":
            return _day_or_moment(datetime.fromisoformat(written).replace(tzinfo=None))
        number = float(written)
        if 0 <= self.style < len(self.dated) and self.dated[self.style]:
            return _moment(number, self.epoch)
        return number


def _place(written: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(written)
    if found is None:
        raise ValueError
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _not_negative(number: int) -> int:
    if number < 0:
        raise ValueError
    return number


def _moment(number: float, epoch: datetime) -> Value:
    """The day, or the day and time, that a number stands for; the number where it stands for none."""
    days = number + 1 if epoch == _EPOCH_1900 and 1 <= number < _LEAP_1900 else number
    try:
        return _day_or_moment(epoch + timedelta(seconds=round(days * 86_400)))
    except (OverflowError, ValueError):
        return number


def _day_or_moment(moment: datetime) -> date:
    return moment.date() if moment.time() == time.min else moment


def cell_name(row: int, column: int) -> str:
    """A cell as people call it, `B7`, from its place counted from 0."""
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(ord("A") + rest) + letters
        column -= 1
    return f"{letters}{row + 1}"


def is_blank(value: Any) -> bool:
    """Whether a text shows nothing."""
    return isinstance(value, str) and not value.strip()
