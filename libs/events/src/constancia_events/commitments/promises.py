"""What the registry says of commitments and how they descend from each other."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, Field

from constancia_events.commitments.parts import ActivityPart, BudgetPart, LeadPart, OtherActorPart, Sdg
from constancia_events.dates import PlanDate
from constancia_events.event import Event
from constancia_events.keys import Acronym, CommitmentKey, Number, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import Level, LineageKind


class CommitmentDefined(Event):
    """A commitment was entered, or its text, dates or leads changed; `effective_at` as in PlanDefined."""

    type: ClassVar[str] = "commitments.commitment_defined.v1"
    stream_key: ClassVar[str] = "commitment/<plan>/<commitment>"
    commitment: CommitmentKey
    ogp_id: str | None
    """Its number with the Open Government Partnership, as GT0065."""
    theme: Number
    """The chapter of the plan that it stands in."""
    title: TextMap
    leads: list[LeadPart]
    """Who answers for it, first the coordinator."""
    starts_on: PlanDate
    ends_on: PlanDate
    fields: dict[str, TextMap | None]
    """Texts of the national template by name; null where the report left one blank."""
    effective_at: AwareDatetime | None
    """From when this text holds; null for the first."""
    other_actors: list[OtherActorPart] = Field(default_factory=list)
    """Who else takes part."""
    budget: BudgetPart | None = None
    """The money that it has; null where none was stated."""
    sdgs: list[Sdg] = Field(default_factory=list)
    """Sustainable Development Goals that it serves."""
    national_links: list[TextMap] = Field(default_factory=list)
    """Objectives of national plans and policies that it serves."""
    activities: list[ActivityPart] = Field(default_factory=list)
    """Its work plan."""
    reason: TextMap | None = None
    """Why it was amended; null for what was said before the plan was adopted."""


class CommitmentLevelDeclared(Event):
    """A commitment's lead said how far the whole commitment has come, apart from what its goals add up to."""

    type: ClassVar[str] = "commitments.commitment_level_declared.v1"
    stream_key: ClassVar[str] = "commitment/<plan>/<commitment>"
    commitment: CommitmentKey
    level: Level
    effective_on: date
    """The day it speaks of, in the plan's time zone."""
    effective_at: AwareDatetime
    """The instant from which it counts."""
    institution: Acronym | None = None
    """Who stated it; null where a plan file did."""
    narrative: TextMap | None = None
    reason: TextMap | None = None
    """Why it fell."""


class LineageStated(Event):
    """A plan's commitment or goal continues, merges, splits or drops one of an earlier plan."""

    type: ClassVar[str] = "commitments.lineage_stated.v1"
    stream_key: ClassVar[str] = "lineage/<plan>"
    plan: PlanId
    """The later plan, which says it."""
    n: int
    """Which statement of this plan it is, from 1."""
    kind: LineageKind
    from_plan: PlanId
    from_commitment: Number
    from_goal: Number | None
    """Null for the whole commitment."""
    to_commitment: Number | None
    """Null where it was dropped."""
    to_goal: Number | None
    """Null for the whole commitment."""
    note: TextMap | None


class LineageRetracted(Event):
    """A statement of descent was taken back; that it was made stays on record."""

    type: ClassVar[str] = "commitments.lineage_retracted.v1"
    stream_key: ClassVar[str] = "lineage/<plan>"
    plan: PlanId
    n: int
    """Which statement of this plan."""
    reason: TextMap
    """Why it was taken back."""
