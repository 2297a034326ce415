"""How one thing of a plan is named in every service, in streams and in addresses."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PlanId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2}-[0-9]{4}-[0-9]{4}$"),
    Field(description="A plan: country, first and last year.", examples=["gt-2016-2018"]),
]
Number = Annotated[int, Field(ge=1, le=9_999, strict=True, description="A number as printed, from 1.")]
Acronym = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,31}$"),
    Field(description="An institution by its acronym.", examples=["MINFIN"]),
]


class _Key(BaseModel):
    model_config = ConfigDict(frozen=True)


class CommitmentKey(_Key):
    """A commitment of a plan."""

    plan: PlanId
    commitment: Number

    @property
    def stream(self) -> str:
        """The event stream of this commitment."""
        return f"commitment/{self.plan}/{self.commitment}"


class GoalKey(_Key):
    """A goal of a commitment."""

    plan: PlanId
    commitment: Number
    goal: Number

    @property
    def stream(self) -> str:
        """The event stream of this goal."""
        return f"goal/{self.plan}/{self.commitment}/{self.goal}"

    @property
    def parent(self) -> CommitmentKey:
        """The commitment that this goal belongs to."""
        return CommitmentKey(plan=self.plan, commitment=self.commitment)

    @classmethod
    def of(cls, plan: str, commitment: int, goal: int) -> Self:
        """Build a key from its three parts."""
        return cls(plan=plan, commitment=commitment, goal=goal)
