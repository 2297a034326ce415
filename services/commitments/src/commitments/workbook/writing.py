"""From a plan file to the bytes of a workbook: the same file gives the same bytes. Pure."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from commitments.workbook.errors import DoesNotFit
from commitments.workbook.instructions import write_instructions
from commitments.workbook.layout import (
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    LISTS_KEY,
    MOST_LANGUAGES,
    MOST_ROWS,
    Column,
    Kind,
    Sheet,
)
from commitments.workbook.rows import JsonObject, languages_in, rows_of
from commitments.workbook.sheets import BY_KEY, SHEETS
from commitments.workbook.words import Choices, said
from constancia_pages.workbook_strings import with_strings

LONGEST_CELL: Final = 32_767
_SPARE_ROWS: Final = 1_000
"""Rows behind the last one that are still offered lists and formats."""
_SPARE_COLUMNS: Final = 30
_EXACT_INTEGER: Final = 10**15
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LISTS: Final = ("Listas", "Lists")
_LETTER: Final = 1
_CHOOSE: Final = ("Elija uno de la lista", "Choose one of the list")
_UNKNOWN: Final = ("Este valor no está en la hoja «{sheet}» todavía", "This is not in the sheet “{sheet}” yet")
_MAY_DO: Final = dict.fromkeys(
    (
        "format_cells",
        "format_columns",
        "format_rows",
        "insert_columns",
        "insert_rows",
        "insert_hyperlinks",
        "delete_columns",
        "delete_rows",
        "sort",
        "autofilter",
        "objects",
        "scenarios",
        "select_locked_cells",
        "select_unlocked_cells",
    ),
    True,
)


def write(document: JsonObject, language: str) -> bytes:
    """The workbook of a plan file as JSON holds it, with the words of `language`. Raises DoesNotFit."""
    return _Writing(document, language).bytes()


@lru_cache(maxsize=8)
def written(document: str, language: str) -> bytes:
    """The same of a plan file as JSON, remembered: many ask for one plan, and making it takes a third of a second."""
    return write(json.loads(document), language)


class _Writing:
    def __init__(self, document: JsonObject, language: str) -> None:
        self.document = document
        self.language = language
        self.texts = languages_in(document)
        if len(self.texts) > MOST_LANGUAGES:
            raise DoesNotFit(most=MOST_ROWS)
        self.file = BytesIO()
        self.book = Workbook(self.file, {"in_memory": True})
        self.book.set_properties({"title": "Constancia", "created": _CREATED.replace(tzinfo=None)})
        self.key = self.book.add_format({"font_size": 8, "font_color": "#777777", "locked": True})
        shared = {"valign": "top", "text_wrap": True}
        self.header = self.book.add_format(
            {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1, "locked": False, **shared}
        )
        self.text = self.book.add_format({"num_format": "@", "locked": False, **shared})
        self.number = self.book.add_format({"locked": False, "align": "left", **shared})
        self.written = 0

    def bytes(self) -> bytes:
        """Write every sheet, in the order in which they are filled in."""
        instructions = self.book.add_worksheet(said(("Instrucciones", "Instructions"), self.language))
        sheets = {sheet.key: self.book.add_worksheet(said(sheet.title, self.language)) for sheet in SHEETS}
        lists = self._lists()
        for sheet in SHEETS:
            self._sheet(sheet, sheets[sheet.key], lists)
        write_instructions(self.book, instructions, self.language)
        sheets["plan"].activate() if self.document.get("commitments") is None else instructions.activate()
        self.book.close()
        table = self.book.str_table
        return with_strings(self.file.getvalue(), table.string_array, table.count)

    def _lists(self) -> Mapping[int, str]:
        """A hidden sheet with the words of every closed list: where each of them stands."""
        page = self.book.add_worksheet(said(_LISTS, self.language))
        page.hide()
        page.write_string(KEY_ROW, 0, LISTS_KEY)
        places: dict[int, str] = {}
        for column in (column for sheet in SHEETS for column in sheet.columns if column.listed):
            choices = column.listed or {}
            if id(choices) in places:
                continue
            at = len(places)
            for row, words in enumerate(choices.values(), start=1):
                page.write_string(row, at, said(words, self.language))
            name = xl_col_to_name(at, col_abs=True)
            places[id(choices)] = f"='{said(_LISTS, self.language)}'!{name}$2:{name}${len(choices) + 1}"
        return places

    def _columns(self, sheet: Sheet) -> list[tuple[Column, str | None]]:
        return [
            (column, text_language)
            for column in sheet.columns
            for text_language in (self.texts if column.kind is Kind.TEXTS else (None,))
        ]

    def _sheet(self, sheet: Sheet, page: Worksheet, lists: Mapping[int, str]) -> None:
        columns = self._columns(sheet)
        rows = list(rows_of(sheet, self.document))
        self.written += len(rows)
        if self.written > MOST_ROWS:
            raise DoesNotFit(most=MOST_ROWS)
        self._head(sheet, page, columns)
        last = FIRST_ROW + len(rows) + (0 if sheet.single else _SPARE_ROWS)
        for at, (column, _) in enumerate(columns):
            self._offer(column, page, (FIRST_ROW, at, last, at), lists)
        for n, row in enumerate(rows, start=FIRST_ROW):
            for at, (column, text_language) in enumerate(columns):
                value = row.value(sheet, column)
                if text_language is not None:
                    value = (value or {}).get(text_language)
                self._cell(page, n, at, column, value)
        page.autofilter(HEADER_ROW, 0, max(FIRST_ROW, FIRST_ROW + len(rows) - 1), len(columns) - 1)

    def _head(self, sheet: Sheet, page: Worksheet, columns: list[tuple[Column, str | None]]) -> None:
        page.set_column(len(columns), len(columns) + _SPARE_COLUMNS, 14, self.text)
        page.set_row(KEY_ROW, None, None, {"hidden": True})
        page.set_row(HEADER_ROW, 32)
        for at, (column, text_language) in enumerate(columns):
            page.set_column(at, at, column.width, self._format(column))
            key = f"{sheet.key}/{column.key}" + (f".{text_language}" if text_language else "")
            page.write_string(KEY_ROW, at, key, self.key)
            must = column.key in sheet.required and text_language in {None, "es"}
            header = column.header(self.language, text_language)
            page.write_string(HEADER_ROW, at, f"{header} *" if must else header, self.header)
            if note := column.explained(self.language):
                page.write_comment(HEADER_ROW, at, note, {"x_scale": 1.6, "author": "Constancia"})
        named = next((at for at, (column, _) in enumerate(columns) if column.kind is Kind.TEXTS), 1)
        page.freeze_panes(FIRST_ROW, min(named, 3))
        page.protect("", dict(_MAY_DO))
        page.set_landscape()
        page.set_paper(_LETTER)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER_ROW)
        page.set_footer("&L&A&R&P / &N")

    def _offer(
        self, column: Column, page: Worksheet, area: tuple[int, int, int, int], lists: Mapping[int, str]
    ) -> None:
        if column.listed is not None:
            page.data_validation(
                *area,
                {
                    "validate": "list",
                    "source": lists[id(column.listed)],
                    "error_type": "stop",
                    "error_title": column.header(self.language, None)[:32],
                    "error_message": said(_CHOOSE, self.language),
                },
            )
        elif column.refers is not None:
            other, key = column.refers
            at = xl_col_to_name([c.key for c, _ in self._columns(BY_KEY[other])].index(key), col_abs=True)
            title = said(BY_KEY[other].title, self.language)
            known = len(list(rows_of(BY_KEY[other], self.document)))
            page.data_validation(
                *area,
                {
                    "validate": "list",
                    "source": f"='{title}'!{at}${FIRST_ROW + 1}:{at}${FIRST_ROW + known + 200}",
                    "error_type": "warning",
                    "error_title": column.header(self.language, None)[:32],
                    "error_message": said(_UNKNOWN, self.language).format(sheet=title),
                },
            )

    def _format(self, column: Column) -> Format:
        return self.number if column.kind in {Kind.NUMBER, Kind.DECIMAL} else self.text

    def _cell(self, page: Worksheet, row: int, at: int, column: Column, value: Any) -> None:
        shown = self._shown(column, value)
        if shown is None:
            return
        if isinstance(shown, str) and len(shown.encode("utf-16-le")) // 2 > LONGEST_CELL:
            raise DoesNotFit(most=MOST_ROWS)
        form = self._format(column)
        done = page.write_number(row, at, shown, form) if _is_number(shown) else page.write_string(row, at, shown, form)
        if done:
            raise DoesNotFit(most=MOST_ROWS)

    def _shown(self, column: Column, value: Any) -> str | int | float | None:
        """What a cell holds: a number where the format keeps it exactly, else a text."""
        if value is None:
            return None
        if column.listed is not None:
            return _word(column.listed, value, self.language)
        if column.kind in {Kind.WORDS, Kind.NUMBERS}:
            return ", ".join(str(one) for one in value) or None
        if column.kind in {Kind.NUMBER, Kind.DECIMAL}:
            return value if _is_exact(value) else repr(value)
        return str(value)


def _word(choices: Choices, value: Any, language: str) -> str:
    return said(choices[str(value).lower() if isinstance(value, bool) else value], language)


def _is_exact(number: float) -> bool:
    """Whether the sixteen digits that XlsxWriter keeps of a number are all of it; the sign of a zero is lost."""
    if isinstance(number, int):
        return abs(number) < _EXACT_INTEGER
    return float(f"{number:.16G}") == number and str(number) != "-0.0"


def _is_number(shown: Any) -> bool:
    return isinstance(shown, int | float)
