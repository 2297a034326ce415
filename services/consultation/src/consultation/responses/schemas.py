"""What the API says of answers, and takes."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.keys import Acronym, Number
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap
from constancia_events.vocabulary import ResponseOutcome, Sector
from consultation.comments.aggregate import Comment
from consultation.responses.store import Response

_Ids = Annotated[
    list[Annotated[str, Field(max_length=80)]],
    Field(min_length=1, max_length=500, description="Ids of comments; one answer may stand for many that are alike."),
]


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LinkedChangeIn(_In):
    """A change of the registry that a comment led to."""

    commitment: Number
    goal: Number | None = None
    position: Annotated[
        int | None, Field(ge=1, le=2**53, description="In the log of the registry; left out: the newest change of it.")
    ] = None


class ResponseIn(_In):
    """A reasoned answer."""

    comments: _Ids
    outcome: ResponseOutcome
    text: TextMap
    changes: Annotated[list[LinkedChangeIn], Field(max_length=20)] = []


class AssignmentIn(_In):
    """Who owes an answer."""

    comments: _Ids
    institution: Acronym
    due_on: Annotated[Day | None, Field(description="By when; left out: as it is.")] = None


class LinkedChangeOut(BaseModel):
    """A change that is put down to comments."""

    model_config = ConfigDict(frozen=True)

    position: int = Field(description="Where it stands in the log of the registry.")
    commitment: int
    goal: int | None = Field(description="Null for the commitment itself.")


class ResponseOut(BaseModel):
    """A reasoned answer."""

    model_config = ConfigDict(frozen=True)

    id: str
    consultation: str
    institution: str | None = Field(description="Who answered; null for the point of contact of the plan.")
    outcome: ResponseOutcome
    text: dict[str, str]
    answered_at: datetime = Field(description="In UTC.")
    comments: list[str] = Field(description="Ids of the comments that it answers.")
    changes: list[LinkedChangeOut] = Field(description="What it led to.")

    @classmethod
    def of(cls, response: Response) -> Self:
        """The answer as it was given."""
        return cls(
            id=response.id,
            consultation=response.consultation,
            institution=response.institution,
            outcome=response.outcome,
            text=response.text,
            answered_at=response.answered_at,
            comments=list(response.comments),
            changes=[
                LinkedChangeOut(position=one.position, commitment=one.commitment, goal=one.goal)
                for one in response.changes
            ],
        )


class OwedComment(BaseModel):
    """A comment that waits for an institution's answer."""

    model_config = ConfigDict(frozen=True)

    consultation: str
    comment: str
    sector: Sector
    commitment: int | None
    received_at: datetime = Field(description="In UTC.")
    due_on: date | None
    days_left: int | None = Field(description="Negative when it should have been answered by now.")


class AnswersOwed(BaseModel):
    """What waits for an institution's answer, what is due first first."""

    model_config = ConfigDict(frozen=True)

    plan: str
    institution: str
    drawn_at: datetime = Field(description="In UTC.")
    waiting: int
    overdue: int
    items: list[OwedComment] = Field(description="At most 500.")

    @classmethod
    def of(cls, plan: str, institution: str, owed: list[Comment], today: date, now: datetime) -> Self:
        """Counted as of `today`, a day of the plan's zone."""
        left = [None if one.due_on is None else (one.due_on - today).days for one in owed]
        items = [
            OwedComment(
                consultation=one.consultation,
                comment=one.id,
                sector=one.sector,
                commitment=one.commitment,
                received_at=one.received_at,
                due_on=one.due_on,
                days_left=days,
            )
            for one, days in zip(owed, left, strict=True)
        ]
        overdue = sum(days is not None and days < 0 for days in left)
        return cls(
            plan=plan, institution=institution, drawn_at=now, waiting=len(items), overdue=overdue, items=items[:500]
        )
