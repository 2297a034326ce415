"""XLSX: every figure by its name, and every table on a sheet; numbers are numbers, and no text is a formula."""

from datetime import datetime
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from constancia_pages.formats import day_in
from constancia_pages.workbook_strings import with_strings
from reporting.reports.document import Document, Table
from reporting.site.catalogue import catalogue
from reporting.site.words import N_

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEETS: Final = {"figures": N_("Figures"), "tables": N_("Tables")}
_HEADS: Final = (N_("Figure"), N_("Value"), N_("As it is read"))
_TABLE_HEADS: Final = (N_("Sheet"), N_("Section"), N_("Table"))
_LONGEST_CELL: Final = 32_767
_LONGEST_TITLE: Final = 255


def as_xlsx(document: Document) -> bytes:
    """The figures and tables of the document; the first sheet says on which sheet each table is."""
    say = catalogue(document.language).gettext
    written = BytesIO()
    book = Workbook(written, {"in_memory": True})
    day = datetime.fromisoformat(day_in(document.as_of, document.time_zone))
    book.set_properties(
        {"title": f"{document.title}. {document.subtitle}"[:255], "author": "Constancia", "created": day}
    )
    head = book.add_format({"bold": True, "bg_color": "#E9EEF5", "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    contents = book.add_worksheet(say(_SHEETS["tables"]))
    figures = book.add_worksheet(say(_SHEETS["figures"]))
    contents.write_row(0, 0, [say(one) for one in _TABLE_HEADS], head)
    contents.set_column(0, 2, 40)
    figures.write_row(0, 0, [say(one) for one in _HEADS], head)
    figures.set_column(0, 0, 44)
    for row, figure in enumerate(document.figures, start=1):
        figures.write_string(row, 0, figure.key, text)
        figures.write_number(row, 1, figure.value, plain)
        figures.write_string(row, 2, figure.text, text)
    for n, (section, table) in enumerate(document.tables(), start=1):
        contents.write_string(n, 0, str(n), text)
        contents.write_string(n, 1, section.title, text)
        contents.write_string(n, 2, table.caption[:_LONGEST_CELL], text)
        _sheet(book, str(n), table, (head, text, plain))
    book.close()
    strings = book.str_table
    return with_strings(written.getvalue(), strings.string_array, strings.count)


def _sheet(book: Workbook, name: str, table: Table, formats: tuple[Format, Format, Format]) -> None:
    head, text, plain = formats
    page = book.add_worksheet(name)
    page.write_string(0, 0, table.caption[:_LONGEST_CELL], head)
    for column, (heading, share) in enumerate(zip(table.columns, table.widths, strict=True)):
        page.write_string(1, column, heading, head)
        page.set_column(column, column, max(10.0, 110 * share))
    for row, cells in enumerate(table.rows, start=2):
        for column, cell in enumerate(cells):
            if cell.number is None:
                page.write_string(row, column, cell.text[:_LONGEST_CELL], text)
            else:
                page.write_number(row, column, cell.number, plain)
    page.freeze_panes(2, 1)
