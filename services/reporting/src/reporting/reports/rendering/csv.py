"""CSV: every cell of every table on a line of its own, and every figure by its name."""

from collections.abc import Iterator
from typing import Final

from constancia_web import tables
from reporting.reports.document import Document

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
_COLUMNS: Final = ("section", "table", "row", "row_name", "column", "text", "number")


def as_csv(document: Document) -> bytes:
    """Figures stand under the section `figures`, each named in `row_name`."""
    return tables.as_csv(_COLUMNS, _lines(document), bom=True)


def _lines(document: Document) -> Iterator[tuple[object, ...]]:
    for n, figure in enumerate(document.figures, start=1):
        yield ("figures", "figures", n, figure.key, "value", figure.text, figure.value)
    for section, table in document.tables():
        for n, row in enumerate(table.rows, start=1):
            for column, cell in zip(table.columns, row, strict=True):
                yield (section.key, table.key, n, row[0].text, column, cell.text, cell.number)
