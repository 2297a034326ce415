"""A goal: its dates, its subgoals, and every statement of how far it has come. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from commitments.goal.errors import NotTheLead, ReportedInFuture, SubgoalNotFound
from constancia_events.commitments import GoalDefined, ProgressReported, SubgoalPart
from constancia_events.dates import PlanDate, start_of_day
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgoal:
    """A part of a goal, with its own dates."""

    number: int
    title: dict[str, str]
    starts_on: PlanDate
    ends_on: PlanDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One statement of the level of a goal, or of one of its subgoals."""

    subgoal: int | None
    level: Level
    effective_on: date
    effective_at: datetime
    stated_at: datetime
    stated_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal with reports on it, oldest first: all of them, or only the one that holds for each part.

    `said` counts all that were ever stated. `version` 0 is a goal that is not yet on record.
    """

    key: GoalKey
    title: dict[str, str]
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None
    template_ends_on: PlanDate | None
    subgoals: tuple[Subgoal, ...]
    reports: tuple[Report, ...] = ()
    said: int = 0
    version: int = 0

    def report_of(self, subgoal: int | None) -> Report | None:
        """The report that holds now for the goal itself (None) or a subgoal; the last one stated for the latest day."""
        of_part = [report for report in self.reports if report.subgoal == subgoal]
        return max(enumerate(of_part), key=lambda pair: (pair[1].effective_at, pair[0]), default=(0, None))[1]

    def level_on(self, day: date, subgoal: int | None) -> Level | None:
        """The level that holds at the end of a day, of a goal with all its reports; None while nobody has stated one.

        A goal of which nothing was ever stated is not started.
        """
        of_part = [report for report in self.reports if report.subgoal == subgoal]
        if not of_part and subgoal is None:
            return Level.NOT_STARTED
        by_then = [(report.effective_at, n) for n, report in enumerate(of_part) if report.effective_on <= day]
        return of_part[max(by_then)[1]].level if by_then else None

    def define(self, before: Self | None, *, now: datetime) -> tuple[Self, GoalDefined] | None:
        """Put this description in the place of `before`, whose reports stay; None when it says the same."""
        if before is not None and self._with_past_of(before) == before:
            return None
        event = GoalDefined(
            goal=self.key,
            title=self.title,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            template_starts_on=self.template_starts_on,
            template_ends_on=self.template_ends_on,
            subgoals=[
                SubgoalPart(number=s.number, title=s.title, starts_on=s.starts_on, ends_on=s.ends_on)
                for s in self.subgoals
            ],
            effective_at=None if before is None else now,
        )
        if before is None:
            return replace(self, version=1), event
        return replace(self._with_past_of(before), version=before.version + 1), event

    def report_progress(  # noqa: PLR0913 - each is a fact of the report
        self,
        level: Level,
        *,
        by: str,
        leads: frozenset[str],
        institution: str | None,
        subgoal: int | None,
        reported_on: date | None,
        zone: ZoneInfo,
        now: datetime,
    ) -> tuple[Self, ProgressReported]:
        """A lead institution states a level, for today or for a past day of the plan's zone.

        Raises NotTheLead, ReportedInFuture, SubgoalNotFound.
        """
        if institution not in leads:
            raise NotTheLead(commitment=self.key.commitment, leads=", ".join(sorted(leads)))
        today = now.astimezone(zone).date()
        day = today if reported_on is None else reported_on
        if day > today:
            raise ReportedInFuture(reported_on=day, time_zone=zone.key, today=today)
        at = now if day == today else start_of_day(day, zone)
        report = Report(subgoal=subgoal, level=level, effective_on=day, effective_at=at, stated_at=now, stated_by=by)
        return self.state(report)

    def state_once(self, report: Report) -> tuple[Self, ProgressReported] | None:
        """Take a statement from a plan file; None when the same was already taken for that day.

        Raises SubgoalNotFound.
        """
        taken = [
            known
            for known in self.reports
            if known.subgoal == report.subgoal and known.effective_at == report.effective_at
        ]
        if taken and taken[-1].level == report.level:
            return None
        return self.state(report)

    def state(self, report: Report) -> tuple[Self, ProgressReported]:
        """Add a statement; none is ever overwritten. Raises SubgoalNotFound."""
        if report.subgoal is not None and report.subgoal not in {s.number for s in self.subgoals}:
            raise SubgoalNotFound(commitment=self.key.commitment, goal=self.key.goal, subgoal=report.subgoal)
        event = ProgressReported(
            goal=self.key,
            subgoal=report.subgoal,
            level=report.level,
            effective_on=report.effective_on,
            effective_at=report.effective_at,
        )
        after = replace(self, version=self.version + 1, reports=(*self.reports, report), said=self.said + 1)
        return after, event

    def _with_past_of(self, before: Self) -> Self:
        """This description with the reports and the version of `before`."""
        return replace(self, version=before.version, reports=before.reports, said=before.said)
