"""Findings as CSV (RFC 4180), in cells that no spreadsheet takes for a formula."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Final

from reporting.findings.finding import Finding

CSV_MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
_COLUMNS: Final = ("plan", "as_of", "rule", "commitment", "goal", "subgoal", "since", "facts")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(plan: str, as_of: str, findings: Sequence[Finding]) -> bytes:
    """One finding a row, with its facts as JSON; lines end with CR LF, a number that is not there is an empty cell."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for one in findings:
        facts = json.dumps(one.facts, ensure_ascii=False)
        places = (one.commitment, one.goal, one.subgoal, one.since)
        table.writerow([guarded(cell) for cell in (plan, as_of, one.rule.value, *places, facts)])
    return written.getvalue().encode()


def guarded(cell: object) -> str:
    """The cell as text; an apostrophe stands before what a spreadsheet would compute (CWE-1236)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
