"""Two days of a plan side by side, for people."""

from dataclasses import dataclass

from constancia_events.vocabulary import DisplayState
from reporting.comparison.comparing import Moved, Redeclared
from reporting.compliance.schemas import Compliance


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPage:
    """A plan as of `compliance`, beside what it was `before`."""

    compliance: Compliance
    is_past: bool
    public_url: str
    before: Compliance
    counts: dict[DisplayState, tuple[int, int]]
    goals: tuple[Moved, ...]
    commitments: tuple[Redeclared, ...]
