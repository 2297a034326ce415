"""What the API takes and says of assessments."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.assessment.aggregate import Assessment, newest_of_irm, newest_verdicts
from commitments.commitment.aggregate import Declaration
from commitments.goal.aggregate import Report
from constancia_events.keys import Number
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap
from constancia_events.vocabulary import AssessedLevel, AssessmentSource, Level, Verdict


class VerdictIn(BaseModel):
    """What a member of a working group says of a report, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: Annotated[int, Field(ge=1, lt=2**31, strict=True, description="The number of the report on this goal.")]
    verdict: Verdict
    reason: Annotated[TextMap, Field(description="Why, in the plan's languages.")]
    level: Annotated[Level | None, Field(description="The level that would be right, where the group gives one.")] = (
        None
    )
    working_group: Annotated[
        Number | None, Field(description="For which group; needed when the institution is in several.")
    ] = None


class _IrmIn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    level: AssessedLevel
    reason: Annotated[TextMap | None, Field(description="Why, in the plan's languages.")] = None
    assessed_on: Annotated[
        Day | None, Field(description="The day this speaks of, in the plan's time zone; today when left out.")
    ] = None


class IrmCommitmentAssessmentIn(_IrmIn):
    """How far a whole commitment has come, as the IRM says."""


class IrmGoalAssessmentIn(_IrmIn):
    """How far a goal has come, as the IRM says."""

    subgoal: Annotated[Number | None, Field(description="A subgoal's number, when it is about that alone.")] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class AssessmentOut(_Out):
    """One assessment by a working group or the IRM; none is ever overwritten."""

    n: int = Field(description="Counts the assessments of a commitment and its goals from 1.")
    goal: int | None = Field(description="Null when it is about the whole commitment.")
    subgoal: int | None
    source: AssessmentSource
    institution: str | None
    working_group: int | None = Field(description="The group for which a member speaks.")
    report: int | None = Field(description="The number of the report on the goal that is judged.")
    verdict: Verdict | None
    level: AssessedLevel | None
    reason: TextMap | None
    assessed_on: date = Field(description="The day it speaks of, in the plan's time zone.")
    stated_at: datetime = Field(description="When it was stated, in UTC.")

    @classmethod
    def of(cls, made: Assessment) -> Self:
        """An assessment as it was made."""
        return cls(
            n=made.n,
            goal=made.goal,
            subgoal=made.subgoal,
            source=made.source,
            institution=made.institution,
            working_group=made.working_group,
            report=made.report,
            verdict=made.verdict,
            level=made.level,
            reason=made.reason,
            assessed_on=made.effective_on,
            stated_at=made.stated_at,
        )


class SelfSide(_Out):
    """What a lead says now: of a goal the report that holds, of a commitment its declared level."""

    level: Level
    on: date
    by: str | None = Field(description="The institution; null where a plan file stated it.")
    report: int | None = Field(description="The number of the report; null for a commitment.")

    @classmethod
    def of_report(cls, report: Report | None) -> Self | None:
        """The side of a goal; none while nobody has reported."""
        if report is None:
            return None
        return cls(level=report.level, on=report.effective_on, by=report.institution, report=report.n)

    @classmethod
    def of_declaration(cls, declared: Declaration | None) -> Self | None:
        """The side of a commitment; none while nobody has declared its level."""
        if declared is None:
            return None
        return cls(level=declared.level, on=declared.effective_on, by=declared.institution, report=None)


class WorkingGroupSide(_Out):
    """What a member says now for its group about a goal: on the latest report that it judged."""

    group: int
    institution: str
    goal: int
    subgoal: int | None
    verdict: Verdict
    level: AssessedLevel | None
    report: int = Field(description="The report that it judged, which need not be the one that holds now.")
    on: date


class IrmSide(_Out):
    """What the IRM says now."""

    level: AssessedLevel
    on: date
    by: str | None


class Sides(_Out):
    """The three sources side by side, as of now; `self` and `irm` are null while they have said nothing."""

    self_: SelfSide | None = Field(alias="self")
    working_group: list[WorkingGroupSide]
    irm: IrmSide | None

    @classmethod
    def of(cls, self_: SelfSide | None, assessments: Sequence[Assessment], *, goal: int | None) -> Self:
        """The sides of a goal, or (None) of a whole commitment with what its goals were judged."""
        groups = [
            WorkingGroupSide(
                group=one.working_group or 0,
                institution=one.institution or "",
                goal=one.goal or 0,
                subgoal=one.subgoal,
                verdict=one.verdict,
                level=one.level,
                report=one.report or 0,
                on=one.effective_on,
            )
            for one in newest_verdicts(assessments)
            if one.verdict is not None
        ]
        irm = newest_of_irm(assessments, goal)
        by_irm = None
        if irm is not None and irm.level is not None:
            by_irm = IrmSide(level=irm.level, on=irm.effective_on, by=irm.institution)
        return cls(self=self_, working_group=groups, irm=by_irm)


class AssessmentPage(_Out):
    """Assessments in the order in which they were made, and the three sources side by side."""

    items: list[AssessmentOut]
    next_cursor: str | None = Field(description="Send as `cursor` for the items that follow; null at the end.")
    sides: Sides
