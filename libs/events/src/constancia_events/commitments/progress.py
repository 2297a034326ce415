"""What the registry says of goals: what they are, and how far they have come by whose word."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, Field

from constancia_events.commitments.parts import GoalPart, MissingPart, SubgoalPart
from constancia_events.dates import PlanDate
from constancia_events.event import Event
from constancia_events.keys import Acronym, GoalKey, Number, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import AssessedLevel, AssessmentSource, Level, PeriodKind, Verdict


class GoalDefined(Event):
    """A goal was entered, or its text, dates or subgoals changed; `effective_at` as in PlanDefined."""

    type: ClassVar[str] = "commitments.goal_defined.v1"
    stream_key: ClassVar[str] = "goal/<plan>/<commitment>/<goal>"
    goal: GoalKey
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None
    """What the national template prints, where it differs."""
    template_ends_on: PlanDate | None
    """What the national template prints, where it differs."""
    subgoals: list[SubgoalPart]
    """Its parts, in order; may be empty."""
    effective_at: AwareDatetime | None
    """From when this text holds; null for the first."""
    depends_on: list[GoalPart] = Field(default_factory=list)
    """Goals of the same plan that must be complete before it can be."""
    reason: TextMap | None = None
    """Why it was amended; null for what was said before the plan was adopted."""


class ProgressReported(Event):
    """A lead institution stated how far a goal, or one of its subgoals, has come.

    `effective_on` is the day the statement speaks of, in the plan's time zone; `effective_at` the instant from which it
    counts. Both may lie before the event's own time: a plan entered late keeps the dates of its facts.
    """

    type: ClassVar[str] = "commitments.progress_reported.v1"
    stream_key: ClassVar[str] = "goal/<plan>/<commitment>/<goal>"
    goal: GoalKey
    subgoal: Number | None
    """Null when the statement is about the whole goal."""
    level: Level
    effective_on: date
    """The day it speaks of, in the plan's time zone."""
    effective_at: AwareDatetime
    """The instant from which it counts."""
    n: int | None = None
    """Which report on this goal it is, from 1; null for what was said before reports had numbers."""
    institution: Acronym | None = None
    """Who stated it; null where a plan file did."""
    narrative: TextMap | None = None
    """What was done; `{{ indicators.<key> }}` stands for the value of an indicator."""
    next_steps: TextMap | None = None
    challenges: TextMap | None = None
    reason: TextMap | None = None
    """Why the level fell."""


class AssessmentMade(Event):
    """A working group or the IRM judged a goal, a subgoal, a report on it, or a whole commitment."""

    type: ClassVar[str] = "commitments.assessment_made.v1"
    stream_key: ClassVar[str] = "assessment/<plan>/<commitment>"
    plan: PlanId
    commitment: Number
    goal: Number | None
    """Null when it is about the whole commitment."""
    subgoal: Number | None
    n: int
    """Which assessment of this commitment it is, from 1."""
    source: AssessmentSource
    """Never `self`: that is ProgressReported."""
    institution: Acronym | None
    """Who speaks."""
    working_group: Number | None
    """The group for which a member speaks."""
    report: int | None
    """The number of the report on the goal that is validated or disputed."""
    verdict: Verdict | None
    level: AssessedLevel | None
    """The level that this source gives, where it gives one."""
    reason: TextMap | None
    effective_on: date
    """The day it speaks of, in the plan's time zone."""
    effective_at: AwareDatetime
    """The instant from which it counts."""


class ReportingPeriodOpened(Event):
    """The leads of a plan are asked to report."""

    type: ClassVar[str] = "commitments.reporting_period_opened.v1"
    stream_key: ClassVar[str] = "period/<plan>/<number>"
    plan: PlanId
    number: Number
    kind: PeriodKind
    title: TextMap | None
    starts_on: date
    """The first day that it covers, in the plan's time zone."""
    ends_on: date
    """The last day that it covers, itself included."""
    due_on: date
    """The last day for reports."""


class ReportingPeriodClosed(Event):
    """No more reports are waited for."""

    type: ClassVar[str] = "commitments.reporting_period_closed.v1"
    stream_key: ClassVar[str] = "period/<plan>/<number>"
    plan: PlanId
    number: Number
    missing: list[MissingPart]
    """Who had not reported by then."""
    reason: TextMap | None
    """Why it was closed though some were missing."""
