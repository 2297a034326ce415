"""What the API takes and says of goals."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.goal.aggregate import Account, Goal, Report, Subgoal
from commitments.merge_patch import Patch, Reason, unsent
from constancia_events.commitments import GoalPart
from constancia_events.dates import PlanDate
from constancia_events.keys import GoalKey, Number
from constancia_events.plan_file import GoalRef
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap
from constancia_events.vocabulary import Level


class ProgressReportIn(BaseModel):
    """How far a goal has come, as its lead institution says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    reported_on: Annotated[
        Day | None, Field(description="The day this speaks of, in the plan's time zone; today when left out.")
    ] = None
    subgoal: Annotated[Number | None, Field(description="A subgoal's number, when the report is about it alone.")] = (
        None
    )
    narrative: Annotated[
        TextMap | None,
        Field(
            description="What was done, in the plan's languages. `{{ indicators.<key> }}` stands for the value of an"
            " indicator of the plan."
        ),
    ] = None
    next_steps: Annotated[TextMap | None, Field(description="What comes next, in the plan's languages.")] = None
    challenges: Annotated[TextMap | None, Field(description="What stands in the way, in the plan's languages.")] = None
    reason: Annotated[TextMap | None, Field(description="Why the level falls; required when it does.")] = None

    @property
    def account(self) -> Account:
        """What it tells beside the level."""
        return Account(
            narrative=self.narrative, next_steps=self.next_steps, challenges=self.challenges, reason=self.reason
        )


class SubgoalIn(BaseModel):
    """A part of a goal, with its own dates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate


Subgoals = Annotated[list[SubgoalIn], Field(max_length=100, description="Its parts; replaced whole.")]
DependsOn = Annotated[
    list[GoalRef],
    Field(max_length=100, description="Goals of the plan that must be complete before it can be; never in a circle."),
]


class GoalIn(BaseModel):
    """A new goal of a commitment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None = None
    template_ends_on: PlanDate | None = None
    subgoals: Subgoals = Field(default_factory=list)
    depends_on: DependsOn = Field(default_factory=list)
    reason: Reason = None

    def goal(self, plan: str, commitment: int) -> Goal:
        """The goal that this describes."""
        return Goal(
            key=GoalKey.of(plan, commitment, self.number),
            title=self.title,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            template_starts_on=self.template_starts_on,
            template_ends_on=self.template_ends_on,
            subgoals=subgoals_of(self.subgoals),
            depends_on=depends_on_of(self.depends_on),
        )


class GoalPatch(Patch):
    """What is to change of a goal; what is not sent stays."""

    title: TextMap = Field(default_factory=unsent)
    starts_on: PlanDate = Field(default_factory=unsent)
    ends_on: PlanDate = Field(default_factory=unsent)
    template_starts_on: PlanDate | None = None
    template_ends_on: PlanDate | None = None
    subgoals: Subgoals = Field(default_factory=unsent)
    depends_on: DependsOn = Field(default_factory=unsent)

    def changes(self) -> dict[str, Any]:
        """What was sent, by the names of the aggregate."""
        made: dict[str, Callable[[Any], Any]] = {"subgoals": subgoals_of, "depends_on": depends_on_of}
        return {name: made[name](value) if name in made else value for name, value in self.sent().items()}


def subgoals_of(parts: list[SubgoalIn]) -> tuple[Subgoal, ...]:
    """The parts of a goal as the aggregate has them, by number."""
    ordered = sorted(parts, key=lambda part: part.number)
    return tuple(Subgoal(number=p.number, title=p.title, starts_on=p.starts_on, ends_on=p.ends_on) for p in ordered)


def depends_on_of(goals: list[GoalRef]) -> tuple[GoalPart, ...]:
    """The goals that a goal waits for, as the event has them, by number."""
    ordered = sorted(goals, key=lambda goal: (goal.commitment, goal.goal))
    return tuple(GoalPart(commitment=goal.commitment, goal=goal.goal) for goal in ordered)


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProgressReport(_Out):
    """One statement of a level; none is ever overwritten."""

    n: int = Field(description="Counts the reports of a goal from 1, in the order in which they were stated.")
    subgoal: int | None
    level: Level
    reported_on: date = Field(description="The day it speaks of, in the plan's time zone.")
    stated_at: datetime = Field(description="When it was stated, in UTC.")
    institution: str | None = Field(description="Who stated it; null where a plan file did.")
    narrative: TextMap | None
    next_steps: TextMap | None
    challenges: TextMap | None
    reason: TextMap | None = Field(description="Why the level fell, where it did.")

    @classmethod
    def of(cls, report: Report) -> Self:
        """A report as it was stated."""
        return cls(
            n=report.n,
            subgoal=report.subgoal,
            level=report.level,
            reported_on=report.effective_on,
            stated_at=report.stated_at,
            institution=report.institution,
            narrative=report.account.narrative,
            next_steps=report.account.next_steps,
            challenges=report.account.challenges,
            reason=report.account.reason,
        )


class SubgoalOut(_Out):
    """A part of a goal; `level` is null while nobody has reported on it."""

    number: int
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    level: Level | None
    reported_on: date | None


class GoalOut(_Out):
    """A goal as it stands. Its `version` is its ETag."""

    plan: str
    commitment: int
    number: int
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None = Field(description="Where the commitment's own template says otherwise.")
    template_ends_on: PlanDate | None
    level: Level = Field(description="The level that holds now; not_started while nobody has reported.")
    reported_on: date | None = Field(description="The day the level speaks of; null while nobody has reported.")
    subgoals: list[SubgoalOut]
    depends_on: list[GoalPart] = Field(description="Goals of the plan that must be complete before it can be.")
    version: int

    @classmethod
    def of(cls, goal: Goal) -> Self:
        """The goal as it stands."""
        report = goal.report_of(None)
        return cls(
            plan=goal.key.plan,
            commitment=goal.key.commitment,
            number=goal.key.goal,
            title=goal.title,
            starts_on=goal.starts_on,
            ends_on=goal.ends_on,
            template_starts_on=goal.template_starts_on,
            template_ends_on=goal.template_ends_on,
            level=report.level if report else Level.NOT_STARTED,
            reported_on=report.effective_on if report else None,
            subgoals=[_subgoal(part, goal.report_of(part.number)) for part in goal.subgoals],
            depends_on=list(goal.depends_on),
            version=goal.version,
        )


def _subgoal(part: Subgoal, report: Report | None) -> SubgoalOut:
    return SubgoalOut(
        number=part.number,
        title=part.title,
        starts_on=part.starts_on,
        ends_on=part.ends_on,
        level=report.level if report else None,
        reported_on=report.effective_on if report else None,
    )
