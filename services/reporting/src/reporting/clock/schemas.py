"""The body of `GET /v1/plans/{plan}/clock`."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from reporting.clock.reading import ClockReading
from reporting.clock.requirement import CONTRARY, Answer, ChecklistQuestion, Requirement, Row, Standing


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClockRow(_Out):
    """One of OGP's requirements as it stands."""

    requirement: Requirement
    standing: Standing
    due_on: date | None = Field(description="By when the next thing is due, in the plan's time zone; null: nothing is.")
    days_left: int | None = Field(description="Until then; negative behind it.")
    facts: dict[str, JsonValue] = Field(description="What it rests on; the keys are fixed by requirement.")

    @classmethod
    def of(cls, row: Row, day: date) -> Self:
        """The row as of a day."""
        return cls(
            requirement=row.requirement,
            standing=row.standing,
            due_on=row.due_on,
            days_left=row.days_left(day),
            facts=row.facts,
        )


class ChecklistItem(_Out):
    """A question of the IRM about a self-assessment."""

    question: ChecklistQuestion
    yes: bool | None = Field(description="Null where the record says nothing about it.")
    facts: dict[str, JsonValue]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The answer of the record."""
        return cls(question=answer.question, yes=answer.yes, facts=answer.facts)


class PlanClock(_Out):
    """OGP's clock of a plan as of a day."""

    plan: str
    as_of: str = Field(description="The day or instant that was asked for, or today.")
    contrary_to_process: bool = Field(description="Whether a requirement is overdue or was not met.")
    items: list[ClockRow]
    checklist: list[ChecklistItem]
    version: dict[str, int] = Field(description="Up to which position of each service's log it is.")

    @classmethod
    def of(cls, plan: str, read: ClockReading) -> Self:
        """The clock, whole."""
        return cls(
            plan=plan,
            as_of=read.compliance.as_of,
            contrary_to_process=any(row.standing in CONTRARY for row in read.rows),
            items=[ClockRow.of(row, read.day) for row in read.rows],
            checklist=[ChecklistItem.of(answer) for answer in read.checklist],
            version=read.compliance.version,
        )
