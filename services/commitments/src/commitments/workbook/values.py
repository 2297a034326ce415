"""From what a cell holds to what a member of the plan file takes; the models judge the rest. Pure."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from commitments.workbook.cells import Cell, is_blank
from commitments.workbook.layout import Column, Kind
from commitments.workbook.words import FLAGS, Choices, said

NO_FORMULAS = "Write the value itself here, not a formula"
NO_ERRORS = "This cell holds an error of the spreadsheet ({value}): write the value"
NOT_LISTED = "Choose one of these: {choices}"
AS_TEXT = "The spreadsheet has turned this into a number or a date: give the cell the format Text and type it again"
_INTEGER: Final = re.compile(r"\s*([0-9]{1,1000})\s*", re.ASCII)
_DECIMAL: Final = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?\s*", re.ASCII)
_BETWEEN: Final = re.compile(r"[\s,;]+")
_ERRORS: Final = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_MOST_EXACT: Final = 2.0**53
_OTHER_FLAGS: Final = {"si": True, "verdadero": True, "falso": False}


class CellFault(Exception):
    """A cell cannot be taken; `message` has places for `values`."""

    def __init__(self, message: str, code: str, **values: str) -> None:
        super().__init__(message)
        self.message, self.code, self.values = message, code, values


def value_of(column: Column, cell: Cell | None, language: str) -> Any:
    """What a cell says in a column; None where it is blank. Raises CellFault."""
    if cell is None:
        return None
    if cell.mark == "formula":
        raise CellFault(NO_FORMULAS, "formula")
    if cell.mark == "error":
        shown = str(cell.value).strip()
        raise CellFault(NO_ERRORS, "error_cell", value=shown if shown in _ERRORS else "#")
    if is_blank(cell.value) and not (column.kind is Kind.EXACT and cell.value):
        return None
    if column.listed is not None:
        return _choice(cell.value, column.listed, language)
    read: Callable[[Any], Any] = _READERS.get(column.kind, _text)
    return read(cell.value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        # Excel on Windows puts a carriage return before a line break that was pasted.
        return value.replace("\r\n", "\n").replace("\r", "\n")
    whole = _whole(value)
    if whole is None:
        raise CellFault(AS_TEXT, "not_text")
    return str(whole)


def _exact(value: Any) -> str:
    return value if isinstance(value, str) else _text(value)


def _amount(value: Any) -> str:
    """An amount is kept as text; a number of a spreadsheet is one, as far as it has two decimals."""
    if isinstance(value, float) and 0 <= value < 1e13:  # noqa: PLR2004 - within it, cents are exact
        return str(_whole(value)) if value.is_integer() else repr(value)
    return _text(value).strip()


def _whole(value: Any) -> int | None:
    """A number without decimals, as far as a spreadsheet keeps one exactly."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _MOST_EXACT:
        return int(value)
    return None


def _number(value: Any) -> Any:
    if isinstance(value, str):
        found = _INTEGER.fullmatch(value)
        return value if found is None else int(found[1])
    if isinstance(value, float):
        whole = _whole(value)
        return value if whole is None else whole
    return _no_number(value)


def _decimal(value: Any) -> Any:
    if isinstance(value, str):
        return float(value) if _DECIMAL.fullmatch(value) else value
    return value if isinstance(value, float) else _no_number(value)


def _no_number(value: Any) -> str:
    """What the model refuses with the words for a number."""
    return str(value)


def _day(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _instant(value: Any) -> str:
    return value.strip() if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)


def _words(value: Any) -> list[str]:
    return [part for part in _BETWEEN.split(_text(value)) if part]


def _numbers(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [_number(part) for part in _BETWEEN.split(value) if part]
    return [_number(value)]


def _choice(value: Any, choices: Choices, language: str) -> Any:
    flag = choices is FLAGS
    if flag and isinstance(value, bool):
        return value
    typed = " ".join(value.split()).casefold() if isinstance(value, str) else ""
    if flag and typed in _OTHER_FLAGS:
        return _OTHER_FLAGS[typed]
    for code, words in choices.items():
        if typed in {str(code), *(word.casefold() for word in words)}:
            return code == "true" if flag else str(code)
    raise CellFault(NOT_LISTED, "not_listed", choices=", ".join(said(words, language) for words in choices.values()))


_READERS: Final[dict[Kind, Callable[[Any], Any]]] = {
    Kind.EXACT: _exact,
    Kind.AMOUNT: _amount,
    Kind.NUMBER: _number,
    Kind.DECIMAL: _decimal,
    Kind.DAY: _day,
    Kind.PLAN_DATE: _day,
    Kind.INSTANT: _instant,
    Kind.WORDS: _words,
    Kind.NUMBERS: _numbers,
}
