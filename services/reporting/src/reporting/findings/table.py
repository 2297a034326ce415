"""Findings as CSV, one a row."""

import json
from collections.abc import Sequence
from typing import Final

from constancia_web import tables
from reporting.findings.finding import Finding

CSV_MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
_COLUMNS: Final = ("plan", "as_of", "rule", "commitment", "goal", "subgoal", "since", "facts")


def as_csv(plan: str, as_of: str, findings: Sequence[Finding]) -> bytes:
    """One finding a row, with its facts as JSON; a number that is not there is an empty cell."""
    return tables.as_csv(
        _COLUMNS,
        (
            (plan, as_of, one.rule.value, one.commitment, one.goal, one.subgoal, one.since, _json(one))
            for one in findings
        ),
    )


def _json(finding: Finding) -> str:
    return json.dumps(finding.facts, ensure_ascii=False)
