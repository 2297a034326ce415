"""How many failures, over how long, make a verdict: figures that are settings and stand beside every verdict. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from constancia_events.checks import CLASS_OF, CheckOutcome, OutcomeClass

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """So many failed rounds, the first and the last at least so far apart."""

    rounds: int
    over: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRules:
    """When an address counts as dead, and how often it is visited. `name` is told with each verdict."""

    name: str = "constancia 1"
    gone: Threshold = Threshold(rounds=3, over=72 * _HOUR)
    """404, soft 404, parked domain."""
    gone_for_good: Threshold = Threshold(rounds=2, over=24 * _HOUR)
    """410: the server itself says that it is for good."""
    no_such_name: Threshold = Threshold(rounds=3, over=7 * _DAY)
    """NXDOMAIN: a name that lapsed is often renewed within days."""
    unreachable: Threshold = Threshold(rounds=5, over=14 * _DAY)
    """Whatever may pass: no answer, a fault of the server, TLS, redirects."""
    office_hours: tuple[int, int] = (8, 17)
    """Of soft failures one must lie in these hours, from Monday to Friday: some hosts are switched off at night."""
    zone: str = "America/Guatemala"
    """The zone of those hours."""

    first_interval: timedelta = _DAY
    longest_interval: timedelta = 14 * _DAY
    growth: float = 1.5
    suspect_intervals: tuple[timedelta, ...] = (_HOUR, 6 * _HOUR, 24 * _HOUR, 48 * _HOUR, 72 * _HOUR)
    restricted_interval: timedelta = 7 * _DAY
    dead_intervals: tuple[timedelta, timedelta] = (7 * _DAY, 30 * _DAY)
    """The first, doubled each time, and the longest."""
    void_interval: timedelta = 6 * _HOUR
    jitter: float = 0.2
    flaky_after: int = 3
    """Recoveries within 90 days that make an address flaky."""

    def threshold(self, outcome: CheckOutcome) -> Threshold:
        """What it takes of failures like this one."""
        of_outcome = _OF_OUTCOME.get(outcome, "unreachable")
        threshold: Threshold = getattr(self, of_outcome)
        return threshold


_OF_OUTCOME: Final[Mapping[CheckOutcome, str]] = MappingProxyType(
    {
        CheckOutcome.NOT_FOUND: "gone",
        CheckOutcome.SOFT_404: "gone",
        CheckOutcome.PARKED: "gone",
        CheckOutcome.GONE: "gone_for_good",
        CheckOutcome.DNS_NXDOMAIN: "no_such_name",
    }
)


def is_failure(outcome: CheckOutcome) -> bool:
    """Whether a round with this outcome counts against an address."""
    return CLASS_OF[outcome] in {OutcomeClass.GONE, OutcomeClass.UNREACHABLE}


def is_void(outcome: CheckOutcome) -> bool:
    """Whether a round with this outcome says nothing about the address."""
    return CLASS_OF[outcome] is OutcomeClass.NEUTRAL


DEFAULT: Final = VerdictRules()
