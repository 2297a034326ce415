"""What the API takes and says of recommendations."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.recommendation.aggregate import FollowUp, Recommendation
from constancia_events.keys import Number
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap


class FollowUpIn(BaseModel):
    """Something that was done about a recommendation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    done_on: Annotated[Day | None, Field(description="Null where the day is not known.")] = None
    text: TextMap
    commitment: Annotated[Number | None, Field(description="The commitment by which it was done.")] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class FollowUpOut(_Out):
    """Something that was done; none is ever overwritten."""

    n: int = Field(description="Counts what was done about a recommendation from 1.")
    done_on: date | None
    text: TextMap
    commitment: int | None
    stated_at: datetime

    @classmethod
    def of(cls, n: int, done: FollowUp) -> Self:
        """What was stated."""
        return cls(n=n, done_on=done.done_on, text=done.text, commitment=done.commitment, stated_at=done.stated_at)


class RecommendationOut(_Out):
    """What the IRM asked for, with what was done about it. Its `version` is its ETag."""

    plan: str
    letter: str
    text: TextMap
    of_plan: int | None = Field(description="The ordinal of the plan whose review asked for it.")
    followed_up: list[FollowUpOut] = Field(description="In the order in which it was stated.")
    version: int

    @classmethod
    def of(cls, recommendation: Recommendation) -> Self:
        """The recommendation as it stands."""
        return cls(
            plan=recommendation.plan,
            letter=recommendation.letter,
            text=recommendation.text,
            of_plan=recommendation.of_plan,
            followed_up=[FollowUpOut.of(n, done) for n, done in enumerate(recommendation.followed_up, start=1)],
            version=recommendation.version,
        )
