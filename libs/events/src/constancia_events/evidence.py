"""What the evidence service says."""

from typing import ClassVar

from constancia_events.event import Event
from constancia_events.keys import GoalKey, Number
from constancia_events.vocabulary import EvidenceKind


class EvidenceCited(Event):
    """A goal, or one of its subgoals, cites an address as proof; `url` is exactly as it was printed."""

    type: ClassVar[str] = "evidence.evidence_cited.v1"
    stream_key: ClassVar[str] = "evidence/<evidence>"
    evidence: str
    """The address by a hash of it."""
    url: str
    """The address as it was printed, odd characters included."""
    kind: EvidenceKind
    goal: GoalKey
    subgoal: Number | None
    """Null when the whole goal cites it."""
    order: int
    """Its place among the goal's citations, from 0."""


class EvidenceWithdrawn(Event):
    """A goal, or one of its subgoals, no longer cites an address; what was cited before stays on record."""

    type: ClassVar[str] = "evidence.evidence_withdrawn.v1"
    stream_key: ClassVar[str] = "evidence/<evidence>"
    evidence: str
    """The address by a hash of it."""
    goal: GoalKey
    subgoal: Number | None
    """Null when the whole goal cited it."""
