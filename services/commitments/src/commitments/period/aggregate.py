"""A reporting period: the leads of a plan are asked to report until a day. Pure rules."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from commitments.period.errors import PeriodClosed, PeriodDaysWrong, ReasonMissing
from constancia_events.commitments import MissingPart, ReportingPeriodClosed, ReportingPeriodOpened
from constancia_events.dates import PlanDate
from constancia_events.vocabulary import PeriodKind
from constancia_runtime.errors import Fault

ENDS_BEFORE_START = "{ends} lies before {starts}, on which it begins"
DUE_BEFORE_END = "Reports are due on {due}, which lies before {ends}, on which the period ends"
OUTSIDE_PLAN = "The period has no day of the plan, which goes from {starts} to {ends}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalInPeriod:
    """What a period has to know of a goal.

    `complete_before`: the level that held when the period was opened, by what had been stated until then, was
    `complete`. `reported`: something was stated of it or of a subgoal between the opening and the closing (or now).
    """

    commitment: int
    goal: int
    starts_on: PlanDate
    complete_before: bool
    reported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An institution, one of the commitments that it leads, and the goals of it that nobody has reported on."""

    institution: str
    commitment: int
    goals: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A reporting period. `missing` is what was missing when it was closed, and says nothing while it is open."""

    plan: str
    number: int
    kind: PeriodKind
    title: dict[str, str] | None
    starts_on: date
    ends_on: date
    due_on: date
    opened_at: datetime
    closed_at: datetime | None = None
    missing: tuple[Missing, ...] = ()
    reason: dict[str, str] | None = None
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this period."""
        return f"period/{self.plan}/{self.number}"

    def open(self, *, plan_starts_on: date, plan_ends_on: date) -> tuple[Self, ReportingPeriodOpened]:
        """Ask for reports. Raises PeriodDaysWrong."""
        if faults := self._faults(plan_starts_on, plan_ends_on):
            raise PeriodDaysWrong(faults=tuple(faults), count=len(faults))
        event = ReportingPeriodOpened(
            plan=self.plan,
            number=self.number,
            kind=self.kind,
            title=self.title,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            due_on=self.due_on,
        )
        return replace(self, version=self.version + 1), event

    def missing_of(self, goals: Iterable[GoalInPeriod], leads: Mapping[int, Collection[str]]) -> tuple[Missing, ...]:
        """Who has not reported on what.

        A goal is waited for when its first day is not later than the period's last one, and when it was not yet
        complete as the period was opened. It is missing until something is stated of it, or of one of its subgoals,
        after the opening: by any of its leads or by a plan file, of whatever day. Every lead of the commitment answers
        for it. Once the period is closed this is what was missing then, whatever is stated later.
        """
        waited_for: dict[int, list[int]] = {}
        for goal in goals:
            if goal.starts_on.first_day <= self.ends_on and not goal.complete_before and not goal.reported:
                waited_for.setdefault(goal.commitment, []).append(goal.goal)
        return tuple(
            Missing(institution=institution, commitment=commitment, goals=tuple(sorted(numbers)))
            for commitment, numbers in sorted(waited_for.items())
            for institution in sorted(leads.get(commitment, ()))
        )

    def seen_with(self, missing: tuple[Missing, ...]) -> str:
        """What changes whenever a reader would see something else: the period's version and who is missing."""
        shown = ";".join(f"{one.institution},{one.commitment},{one.goals}" for one in missing)
        return f"{self.version}-{hashlib.sha256(shown.encode()).hexdigest()[:12]}"

    def close(
        self, missing: tuple[Missing, ...], *, reason: dict[str, str] | None, now: datetime
    ) -> tuple[Self, ReportingPeriodClosed]:
        """Wait no longer, and keep who was missing. Raises PeriodClosed, ReasonMissing."""
        if self.closed_at is not None:
            raise PeriodClosed(number=self.number)
        if missing and reason is None:
            institutions = sorted({one.institution for one in missing})
            raise ReasonMissing.at("/reason", missing=", ".join(institutions))
        event = ReportingPeriodClosed(
            plan=self.plan,
            number=self.number,
            missing=[MissingPart(institution=one.institution, commitment=one.commitment) for one in missing],
            reason=reason,
        )
        return replace(self, closed_at=now, missing=missing, reason=reason, version=self.version + 1), event

    def _faults(self, plan_starts_on: date, plan_ends_on: date) -> list[Fault]:
        faults: list[Fault] = []
        days = {"starts": self.starts_on.isoformat(), "ends": self.ends_on.isoformat(), "due": self.due_on.isoformat()}
        if self.ends_on < self.starts_on:
            faults.append(_fault(ENDS_BEFORE_START, "/ends_on", starts=days["starts"], ends=days["ends"]))
        if self.due_on < self.ends_on:
            faults.append(_fault(DUE_BEFORE_END, "/due_on", due=days["due"], ends=days["ends"]))
        if self.ends_on < plan_starts_on or self.starts_on > plan_ends_on:
            plan = {"starts": plan_starts_on.isoformat(), "ends": plan_ends_on.isoformat()}
            faults.append(_fault(OUTSIDE_PLAN, "/starts_on", **plan))
        return faults


def _fault(message: str, pointer: str, **values: str) -> Fault:
    return Fault(message=message, values=values, code="period_days", pointer=pointer)
