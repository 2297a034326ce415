"""A goal: its dates, its subgoals, and every statement of how far it has come. Pure rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from commitments.goal.errors import EvidenceRequired, LevelFalls, NotTheLead, ReportedInFuture, SubgoalNotFound
from commitments.holding import newest
from commitments.plan.life import check_report
from constancia_events.commitments import GoalDefined, GoalPart, ProgressReported, SubgoalPart
from constancia_events.dates import PlanDate, start_of_day
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import LEVEL_RANK, Level, PlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgoal:
    """A part of a goal, with its own dates."""

    number: int
    title: dict[str, str]
    starts_on: PlanDate
    ends_on: PlanDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a report tells beside the level; `reason` says why it fell."""

    narrative: dict[str, str] | None = None
    next_steps: dict[str, str] | None = None
    challenges: dict[str, str] | None = None
    reason: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One statement of the level of a goal, or of one of its subgoals.

    `n` counts the statements on the goal from 1, and is 0 before this one is stated; `institution` is null for a file.
    """

    subgoal: int | None
    level: Level
    effective_on: date
    effective_at: datetime
    stated_at: datetime
    stated_by: str
    institution: str | None = None
    account: Account = Account()
    n: int = 0


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
        return newest(report for report in self.reports if report.subgoal == subgoal)

    @property
    def complete_parts(self) -> frozenset[int | None]:
        """Which of its parts hold as complete now: None for the goal itself, else a subgoal's number."""
        parts = (None, *(part.number for part in self.subgoals))
        held = {part: self.report_of(part) for part in parts}
        return frozenset(part for part, report in held.items() if report and report.level is Level.COMPLETE)

    def text(self) -> dict[str, Any]:
        """What it says, as JSON: its event without its key, its times and the reason."""
        said = self._said(effective_at=None, reason=None)
        return said.model_dump(mode="json", exclude={"goal", "effective_at", "reason"})

    def searched(self) -> Iterator[str]:
        """Every text in which somebody may look for words, in every language."""
        for title in (self.title, *(part.title for part in self.subgoals)):
            yield from title.values()

    def said_on(self, day: date, subgoal: int | None) -> tuple[Level, Account] | None:
        """What holds at the end of a day, of a goal with all its reports; None while nobody has stated it.

        A goal of which nothing was ever stated is not started.
        """
        of_part = [report for report in self.reports if report.subgoal == subgoal]
        if not of_part and subgoal is None:
            return Level.NOT_STARTED, Account()
        held = newest(report for report in of_part if report.effective_on <= day)
        return None if held is None else (held.level, held.account)

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
        account: Account = Account(),
        proven: bool = True,
    ) -> tuple[Self, ProgressReported]:
        """A lead institution states a level, for today or for a past day of the plan's zone.

        `proven` tells whether `complete` may be stated by the plan's evidence gate.
        Raises NotTheLead, PlanNotInImplementation, ReportedInFuture, SubgoalNotFound, LevelFalls, EvidenceRequired.
        """
        if institution not in leads:
            raise NotTheLead(commitment=self.key.commitment, leads=", ".join(sorted(leads)))
        check_report(plan_state)
        today = now.astimezone(zone).date()
        day = today if reported_on is None else reported_on
        if day > today:
            raise ReportedInFuture.at("/reported_on", reported_on=day, time_zone=zone.key, today=today)
        report = Report(
            subgoal=subgoal,
            level=level,
            effective_on=day,
            effective_at=now if day == today else start_of_day(day, zone),
            stated_at=now,
            stated_by=by,
            institution=institution,
            account=account,
        )
        stated = self.state(report)
        if (before := self.fall_of(report)) is not None:
            raise LevelFalls.at("/reason", before=before, level=level)
        if level is Level.COMPLETE and not proven:
            raise EvidenceRequired(**self.key.model_dump())
        return stated

    def fall_of(self, report: Report) -> Level | None:
        """The level from which a statement would fall without saying why; None when it does not.

        It is that of the statement that holds at the instant from which this one counts. A file that speaks of the same
        day as a file before it corrects it, which is no fall.
        """
        if report.account.reason is not None:
            return None
        earlier = [
            known
            for known in self.reports
            if known.subgoal == report.subgoal
            and known.effective_at <= report.effective_at
            and not (report.institution is known.institution is None and known.effective_at == report.effective_at)
        ]
        held = newest(earlier)
        return held.level if held is not None and LEVEL_RANK[held.level] > LEVEL_RANK[report.level] else None

    def state_once(self, report: Report) -> tuple[Self, ProgressReported] | None:
        """Take a statement from a plan file; None when the same was already taken for that day.

        Raises SubgoalNotFound.
        """
        taken = [
            known
            for known in self.reports
            if known.subgoal == report.subgoal and known.effective_at == report.effective_at
        ]
        if taken and (taken[-1].level, taken[-1].account) == (report.level, report.account):
            return None
        return self.state(report)

    def state(self, report: Report) -> tuple[Self, ProgressReported]:
        """Add a statement; none is ever overwritten. Raises SubgoalNotFound."""
        if report.subgoal is not None and report.subgoal not in {s.number for s in self.subgoals}:
            raise SubgoalNotFound.at(
                "/subgoal", commitment=self.key.commitment, goal=self.key.goal, subgoal=report.subgoal
            )
        stated = replace(report, n=self.said + 1)
        event = ProgressReported(
            goal=self.key,
            subgoal=stated.subgoal,
            level=stated.level,
            effective_on=stated.effective_on,
            effective_at=stated.effective_at,
            n=stated.n,
            institution=stated.institution,
            narrative=stated.account.narrative,
            next_steps=stated.account.next_steps,
            challenges=stated.account.challenges,
            reason=stated.account.reason,
        )
        after = replace(self, version=self.version + 1, reports=(*self.reports, stated), said=stated.n)
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
