"""An indicator with everything that was stated of it by a moment. Pure."""

from dataclasses import dataclass
from datetime import date

from constancia_events.dates import PlanDate
from constancia_events.indicators import holding
from constancia_events.texts import TextMap


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
