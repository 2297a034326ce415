"""An indicator with everything that was stated of it by a moment. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from constancia_events.dates import PlanDate
from constancia_events.texts import TextMap

REFERENCE: Final = re.compile(r"\{\{\s*indicators\.([a-z][a-z0-9_]{0,79})\s*\}\}", re.ASCII)
"""How a text inserts the value of an indicator: `{{ indicators.<key> }}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFact:
    """One place that states a value; `as_of` is what the figure speaks of, `effective_on` when it was stated."""

    value: float
    as_of: PlanDate | None
    where: str
    lines: tuple[int, ...]
    effective_on: date
    institution: str | None = None
    evidence_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFact:
    """A named figure with its statements in the order in which they were stated."""

    key: str
    commitment: int | None
    goal: int | None
    label: TextMap
    unit: TextMap
    statements: tuple[StatementFact, ...]

    @property
    def holding(self) -> StatementFact | None:
        """The statement whose value holds."""
        return holding(self.statements)


def holding(statements: Sequence[StatementFact]) -> StatementFact | None:
    """The statement whose value holds: of the latest date, and of several of one date the one stated last.

    A month counts by its last day; a statement of no date by the day on which it was stated. None without statements.
    """
    return max(enumerate(statements), key=lambda pair: (_day(pair[1]), pair[0]), default=(0, None))[1]


def references(text: str) -> list[str]:
    """The keys of the indicators that a text inserts, each once, in their order."""
    return list(dict.fromkeys(REFERENCE.findall(text)))


def _day(statement: StatementFact) -> date:
    return statement.effective_on if statement.as_of is None else statement.as_of.last_day
