"""What the evidence service says."""

from typing import ClassVar

from constancia_events.event import Event
from constancia_events.keys import GoalKey, Number
from constancia_events.vocabulary import EvidenceKind


class EvidenceCited(Event):
    """A goal, or one of its subgoals, cites an address as proof; `url` is exactly as it was printed."""

    type: ClassVar[str] = "evidence.evidence_cited.v1"
    evidence: str
    url: str
    kind: EvidenceKind
    goal: GoalKey
    subgoal: Number | None
    order: int


class EvidenceWithdrawn(Event):
    """A goal, or one of its subgoals, no longer cites an address; what was cited before stays on record."""

    type: ClassVar[str] = "evidence.evidence_withdrawn.v1"
    evidence: str
    goal: GoalKey
    subgoal: Number | None
