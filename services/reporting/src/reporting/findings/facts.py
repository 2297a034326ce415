"""What findings are drawn from: the plan as of a moment, and how it came to be so. Pure."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from constancia_events.commitments import MeetingRecorded
from constancia_events.vocabulary import EvidenceKind, Level, MeetingKind
from reporting.compliance.facts import Facts
from reporting.consultations.facts import Hearing
from reporting.indicators.facts import IndicatorFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A level that was stated: the day it speaks of, and its place among all statements of the plan."""

    level: Level
    effective_on: date
    at: datetime
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A goal, or a subgoal of it, that cites an address as proof."""

    url: str
    commitment: int
    goal: int
    subgoal: int | None
    evidence: str = ""
    kind: EvidenceKind = EvidenceKind.PAGE
    is_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the record says of an address: since when it is dead, None where it is not; where a short one led."""

    dead_since: date | None = None
    has_copy: bool = False
    target: str | None = None


GoalPlace = tuple[int, int]
Place = tuple[int, int, int | None]
"""Commitment, goal, and subgoal or None for the goal itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A plan as of `day` with its past. Histories are in the order in which their statements count."""

    record: Facts
    day: date
    levels: dict[Place, tuple[Stated, ...]] = field(default_factory=dict)
    declared: dict[int, tuple[Stated, ...]] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    withdrawn_on: dict[GoalPlace, date] = field(default_factory=dict)
    """The last day on which a goal ceased to cite something."""
    checked: dict[str, Checked] = field(default_factory=dict)
    """By evidence; those that were never checked are not in it."""
    indicators: tuple[IndicatorFact, ...] = ()
    dates_since: dict[GoalPlace, date] = field(default_factory=dict)
    """Since when a goal has its present dates, where they were amended."""
    plan_dates_since: date | None = None
    commitment_dates_since: dict[int, date] = field(default_factory=dict)
    is_closed: bool = False
    meetings: tuple[MeetingRecorded, ...] = ()
    """Those that were held by then."""
    hearings: tuple[Hearing, ...] = ()
    """The consultations of the plan, with what had become of their comments."""

    @property
    def zone(self) -> ZoneInfo:
        """The plan's time zone."""
        return ZoneInfo(self.record.plan.time_zone)

    @property
    def beginning(self) -> date:
        """From when what was never otherwise holds: the plan's first day; never later than `day`."""
        return min(self.record.plan.starts_on, self.day)

    def met(self, kinds: Collection[MeetingKind]) -> list[date]:
        """The days on which meetings of these kinds were held, in order."""
        return sorted(one.held_on for one in self.meetings if one.kind in kinds)

    def level_of(self, place: GoalPlace) -> Level:
        """The level of a goal; not started while nobody has reported."""
        fact = self.record.levels.get(place)
        return fact.level if fact else Level.NOT_STARTED

    def goal_statements(self, place: GoalPlace) -> tuple[Stated, ...]:
        """What was stated of a whole goal."""
        return self.levels.get((*place, None), ())


def run_start(statements: Sequence[Stated], holds: Callable[[Level], bool]) -> date | None:
    """The day from which `holds` has been true of every statement up to the last; None where it always was."""
    start: date | None = None
    for stated in reversed(statements):
        if not holds(stated.level):
            return start
        start = stated.effective_on
    return None if holds(Level.NOT_STARTED) else start


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last one."""
    years, month = divmod(day.month - 1 + months, 12)
    for day_of_month in range(day.day, 0, -1):
        try:
            return date(day.year + years, month + 1, day_of_month)
        except ValueError:
            continue
    raise AssertionError  # every month has a first day
