"""Tables as CSV (RFC 4180), in cells that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM: Final = "\ufeff"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = False) -> bytes:
    """UTF-8, lines end with CR LF; what is not there is an empty cell. `bom`: a byte order mark first, for Excel."""
    written = io.StringIO(_BOM if bom else "")
    written.seek(0, io.SEEK_END)
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([guarded(cell) for cell in row])
    return written.getvalue().encode()


def guarded(cell: object) -> str:
    """The cell as text; an apostrophe stands before a text that a spreadsheet would compute (CWE-1236)."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA) else text
