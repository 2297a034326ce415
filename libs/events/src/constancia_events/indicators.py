"""What the statements of one indicator amount to: which value holds, and where they disagree. Pure rules."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, Protocol, TypeVar

from constancia_events.dates import PlanDate

REFERENCE: Final = re.compile(r"\{\{\s*indicators\.([a-z][a-z0-9_]{0,79})\s*\}\}", re.ASCII)
"""How a text inserts the value of an indicator: `{{ indicators.<key> }}`."""


class Figure(Protocol):
    """A statement of a value, as the event IndicatorStated says it."""

    @property
    def value(self) -> float:
        """In the unit of the indicator."""

    @property
    def as_of(self) -> PlanDate | None:
        """The day or month that the figure speaks of, where one is given."""

    @property
    def effective_on(self) -> date:
        """The day on which it was stated."""


S = TypeVar("S", bound=Figure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement(Generic[S]):
    """Statements of one indicator as of one date (None: of no date) that give more than one value."""

    as_of: PlanDate | None
    values: tuple[float, ...]
    """Each value once, the smallest first."""
    statements: tuple[S, ...]
    """All of that date, in the order in which they were stated."""


def holding(statements: Sequence[S]) -> S | None:
    """The statement whose value holds: of the latest date, and of several of one date the one stated last.

    `statements` are in the order in which they were stated. A month counts by its last day; a statement of no date
    by the day on which it was stated. None without statements.
    """
    return max(enumerate(statements), key=lambda pair: (_day(pair[1]), pair[0]), default=(0, None))[1]


def disagreements(statements: Sequence[S]) -> list[Disagreement[S]]:
    """Every date for which two statements of one indicator give different values: no date first, then by date.

    Dates are compared as printed: a month and its last day are two. Statements of no date are of one date.
    """
    by_date: dict[PlanDate | None, list[S]] = defaultdict(list)
    for statement in statements:
        by_date[statement.as_of].append(statement)
    found = []
    for as_of, together in sorted(by_date.items(), key=lambda pair: str(pair[0] or "")):
        values = tuple(sorted({statement.value for statement in together}))
        if len(values) > 1:
            found.append(Disagreement(as_of=as_of, values=values, statements=tuple(together)))
    return found


def references(text: str) -> list[str]:
    """The keys of the indicators that a text inserts, each once, in the order in which they first stand there."""
    return list(dict.fromkeys(REFERENCE.findall(text)))


def _day(statement: Figure) -> date:
    return statement.effective_on if statement.as_of is None else statement.as_of.last_day
