"""What the API says of means of verification."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.keys import Number
from constancia_events.plan_file_fields import PrintedUrl
from constancia_events.vocabulary import EvidenceKind
from evidence.means_of_verification.aggregate import MeansOfVerification, Use
from evidence.means_of_verification.queries import Cited, Listed

_URL = Field(description="Exactly as it was printed; it need not be a valid URL.")
_USES = Field(description="How many goals and subgoals, of all plans, cite this address now.")
_HREF = Field(description="Where all its uses are.")


class CitationIn(BaseModel):
    """An address that is to prove a goal, or one of its subgoals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[PrintedUrl, _URL]
    kind: EvidenceKind
    subgoal: Annotated[Number | None, Field(description="A subgoal's number, when it proves that alone.")] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class CitedEvidence(_Out):
    """An address that a goal, or one of its subgoals, cites now."""

    id: str
    url: str = _URL
    kind: EvidenceKind
    subgoal: int | None = Field(description="The subgoal that cites it; null where the goal itself does.")
    cited_at: datetime = Field(description="When it was first cited here, in UTC.")
    uses: int = _USES
    href: str = _HREF

    @classmethod
    def of(cls, cited: Cited) -> Self:
        """A use as its goal shows it."""
        return cls(
            id=cited.id,
            url=cited.url,
            kind=cited.kind,
            subgoal=cited.subgoal,
            cited_at=cited.cited_at,
            uses=cited.uses,
            href=_href(cited.id),
        )


class ListedEvidence(_Out):
    """An address on record."""

    id: str
    url: str = _URL
    uses: int = _USES
    href: str = _HREF

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """An address with the number of its uses."""
        return cls(id=listed.id, url=listed.url, uses=listed.uses, href=_href(listed.id))


class UseOut(_Out):
    """One use of an address; a withdrawn one stays on record."""

    plan: str
    commitment: int
    goal: int
    subgoal: int | None
    kind: EvidenceKind
    order: int = Field(description="Its place among what the goal cites, from 0.")
    cited_at: datetime
    withdrawn_at: datetime | None = Field(description="Null while it is cited.")

    @classmethod
    def of(cls, use: Use) -> Self:
        """A use as it stands."""
        return cls(
            plan=use.goal.plan,
            commitment=use.goal.commitment,
            goal=use.goal.goal,
            subgoal=use.subgoal,
            kind=use.kind,
            order=use.order,
            cited_at=use.cited_at,
            withdrawn_at=use.withdrawn_at,
        )


class EvidenceOut(_Out):
    """An address with every use ever made of it, oldest first. Its `version` is its ETag."""

    id: str
    url: str = _URL
    target: str | None = Field(description="Where a shortened address was seen to lead.")
    uses: list[UseOut]
    version: int

    @classmethod
    def of(cls, means: MeansOfVerification) -> Self:
        """The means of verification as it stands."""
        return cls(
            id=means.id,
            url=means.url,
            target=means.target,
            uses=[UseOut.of(use) for use in means.uses],
            version=means.version,
        )


def _href(evidence: str) -> str:
    return f"/v1/evidence/{evidence}"
