"""What the API takes and says of descent."""

from datetime import datetime
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.lineage.aggregate import Link, Node
from commitments.lineage.errors import LineageRefused
from constancia_events.keys import Number, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import LineageKind
from constancia_runtime.errors import Fault

GOAL_OF_NOTHING: Final = "Say the commitment whose goal it is"


class LineageIn(BaseModel):
    """How something of this plan descends from something of an earlier plan of the same country."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: LineageKind
    from_plan: PlanId
    from_commitment: Number
    from_goal: Annotated[Number | None, Field(description="Null for the whole commitment.")] = None
    to_commitment: Annotated[Number | None, Field(description="Required, unless it is dropped.")] = None
    to_goal: Annotated[Number | None, Field(description="Null for the whole commitment.")] = None
    note: TextMap | None = None

    def origin(self) -> Node:
        """What it descends from."""
        return Node(self.from_plan, self.from_commitment, self.from_goal or 0)

    def to(self, plan: str) -> Node | None:
        """What it goes on in. Raises LineageRefused for a goal of no commitment."""
        if self.to_commitment is None and self.to_goal is not None:
            fault = Fault(message=GOAL_OF_NOTHING, code="missing", pointer="/to_commitment")
            raise LineageRefused(faults=(fault,))
        return None if self.to_commitment is None else Node(plan, self.to_commitment, self.to_goal or 0)


class RetractionIn(BaseModel):
    """Why a statement is taken back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: TextMap


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class LineageOut(_Out):
    """One statement of descent. Its `version` is its ETag."""

    plan: str = Field(description="The later plan, which states it.")
    n: int = Field(description="Counts the statements of a plan from 1.")
    kind: LineageKind
    from_plan: str
    from_commitment: int
    from_goal: int | None
    to_commitment: int | None = Field(description="Null where it was dropped.")
    to_goal: int | None
    note: TextMap | None
    stated_at: datetime
    institution: str | None = Field(description="The institution that stated it; null for the server's own command.")
    retracted_at: datetime | None = Field(description="When it was taken back; null while it holds.")
    retraction: TextMap | None = Field(description="Why it was taken back.")
    version: int

    @classmethod
    def of(cls, link: Link) -> Self:
        """The statement as it stands."""
        return cls(
            plan=link.plan,
            n=link.n,
            kind=link.kind,
            from_plan=link.origin.plan,
            from_commitment=link.origin.commitment,
            from_goal=link.origin.goal or None,
            to_commitment=link.to.commitment if link.to else None,
            to_goal=(link.to.goal or None) if link.to else None,
            note=link.note,
            stated_at=link.stated_at,
            institution=link.institution,
            retracted_at=link.retracted_at,
            retraction=link.retraction,
            version=link.version,
        )


class ChainOut(_Out):
    """The whole descent of one commitment or goal, over all plans of its country: the nearest steps first."""

    ancestors: list[LineageOut] = Field(description="Steps that lead to it.")
    descendants: list[LineageOut] = Field(description="Steps that lead on from it; one that drops has no `to`.")
