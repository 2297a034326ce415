"""A goal: its dates, its subgoals, and every statement of how far it has come. Pure rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from commitments.goal.errors import NotTheLead, ReportedInFuture, SubgoalNotFound
from commitments.plan.life import check_report
from constancia_events.commitments import GoalDefined, GoalPart, ProgressReported, SubgoalPart
from constancia_events.dates import PlanDate, start_of_day
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level, PlanState


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
    depends_on: tuple[GoalPart, ...] = ()
    reports: tuple[Report, ...] = ()
    said: int = 0
    version: int = 0

    def report_of(self, subgoal: int | None) -> Report | None:
        """The report that holds now for the goal itself (None) or a subgoal; the last one stated for the latest day."""
        of_part = [report for report in self.reports if report.subgoal == subgoal]
        return max(enumerate(of_part), key=lambda pair: (pair[1].effective_at, pair[0]), default=(0, None))[1]

    def text(self) -> dict[str, Any]:
        """What it says, as JSON: its event without its key, its times and the reason."""
        said = self._said(effective_at=None, reason=None)
        return said.model_dump(mode="json", exclude={"goal", "effective_at", "reason"})

    def searched(self) -> Iterator[str]:
        """Every text in which somebody may look for words, in every language."""
        for title in (self.title, *(part.title for part in self.subgoals)):
            yield from title.values()

    def define(
        self, before: Self | None, *, now: datetime, reason: dict[str, str] | None = None
    ) -> tuple[Self, GoalDefined] | None:
        """Put this description in the place of `before`, whose reports stay; None when it says the same."""
        if before is None:
            return replace(self, version=1), self._said(effective_at=None, reason=reason)
        if self._with_past_of(before) == before:
            return None
        after = replace(self._with_past_of(before), version=before.version + 1)
        return after, self._said(effective_at=now, reason=reason)

    def report_progress(  # noqa: PLR0913 - each is a fact of the report
        self,
        level: Level,
        *,
        by: str,
        leads: frozenset[str],
        plan_state: PlanState,
        institution: str | None,
        subgoal: int | None,
        reported_on: date | None,
        zone: ZoneInfo,
        now: datetime,
    ) -> tuple[Self, ProgressReported]:
        """A lead institution states a level, for today or for a past day of the plan's zone.

        Raises NotTheLead, PlanNotInImplementation, ReportedInFuture, SubgoalNotFound.
        """
        if institution not in leads:
            raise NotTheLead(commitment=self.key.commitment, leads=", ".join(sorted(leads)))
        check_report(plan_state)
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

    def _said(self, *, effective_at: datetime | None, reason: dict[str, str] | None) -> GoalDefined:
        return GoalDefined(
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
            effective_at=effective_at,
            depends_on=list(self.depends_on),
            reason=reason,
        )
