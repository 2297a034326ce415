"""What the API takes and says of goals."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.goal.aggregate import Account, Goal, Report, Subgoal
from constancia_events.dates import PlanDate
from constancia_events.keys import Number
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
