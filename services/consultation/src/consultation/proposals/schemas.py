"""What the API says of proposals, and takes."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.keys import Number
from constancia_events.texts import TextMap
from constancia_events.vocabulary import ProposalStep, SmartCriterion
from consultation.comments.aggregate import Comment
from consultation.comments.schemas import CommentOut
from consultation.proposals.queries import Step


class JudgementIn(BaseModel):
    """Whether a criterion is met, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    met: bool
    reason: TextMap


class StepIn(BaseModel):
    """The next step of a proposal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: ProposalStep
    reason: TextMap | None = Field(default=None, description="Required to merge, adopt or decline.")
    criteria: dict[SmartCriterion, JudgementIn] | None = Field(
        default=None, description="Required to judge: all five SMART criteria."
    )
    into: str | None = Field(
        default=None, max_length=80, description="Required to merge: the id of the other proposal."
    )
    commitment: Number | None = Field(default=None, description="Required to adopt: what it became, or became part of.")


class StepOut(BaseModel):
    """A step that a proposal went."""

    model_config = ConfigDict(frozen=True)

    step: ProposalStep
    reason: dict[str, str] | None
    criteria: dict[str, Any] | None = Field(description="By SMART criterion: `met`, `reason`.")
    into: str | None
    commitment: int | None
    decided_at: datetime = Field(description="In UTC.")

    @classmethod
    def of(cls, step: Step) -> Self:
        """The step as it was decided."""
        return cls(**{name: getattr(step, name) for name in cls.model_fields})


class ProposalOut(BaseModel):
    """A proposal with its way so far."""

    model_config = ConfigDict(frozen=True)

    proposal: CommentOut
    steps: list[StepOut]

    @classmethod
    def of(cls, comment: Comment, steps: list[Step]) -> Self:
        """The proposal as it stands."""
        return cls(proposal=CommentOut.of(comment), steps=[StepOut.of(step) for step in steps])
