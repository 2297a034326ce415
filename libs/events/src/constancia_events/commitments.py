"""What the registry says."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from constancia_events.dates import PlanDate
from constancia_events.event import Event
from constancia_events.keys import Acronym, CommitmentKey, GoalKey, Number, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import InstitutionKind, LeadRole, Level, RollUpPolicy


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ThemePart(_Part):
    """A chapter of a plan."""

    number: Number
    slug: str
    title: TextMap


class PolicyPart(_Part):
    """The stated rule by which goals roll up, with its version."""

    name: RollUpPolicy
    version: int


class LeadPart(_Part):
    """An institution that answers for a commitment."""

    institution: Acronym
    role: LeadRole


class SubgoalPart(_Part):
    """A part of a goal, with its own dates."""

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate


class PlanDefined(Event):
    """A plan was entered, or its description changed.

    `effective_at` is the instant from which this text holds; null for the first one, which holds from the beginning.
    """

    type: ClassVar[str] = "commitments.plan_defined.v1"
    plan: PlanId
    country: str
    ordinal: int
    title: TextMap
    starts_on: date
    ends_on: date
    adopted_on: date | None
    languages: list[str]
    time_zone: str
    policy: PolicyPart
    themes: list[ThemePart]
    effective_at: AwareDatetime | None


class InstitutionRegistered(Event):
    """An institution was entered, or its description changed."""

    type: ClassVar[str] = "commitments.institution_registered.v1"
    acronym: Acronym
    name: TextMap
    kind: InstitutionKind
    roundtable: bool


class CommitmentDefined(Event):
    """A commitment was entered, or its text, dates or leads changed; `effective_at` as in PlanDefined."""

    type: ClassVar[str] = "commitments.commitment_defined.v1"
    commitment: CommitmentKey
    ogp_id: str | None
    theme: Number
    title: TextMap
    leads: list[LeadPart]
    starts_on: PlanDate
    ends_on: PlanDate
    fields: dict[str, TextMap | None]
    effective_at: AwareDatetime | None


class CommitmentLevelDeclared(Event):
    """A commitment's lead said how far the whole commitment has come, apart from what its goals add up to."""

    type: ClassVar[str] = "commitments.commitment_level_declared.v1"
    commitment: CommitmentKey
    level: Level
    effective_on: date
    effective_at: AwareDatetime


class GoalDefined(Event):
    """A goal was entered, or its text, dates or subgoals changed; `effective_at` as in PlanDefined."""

    type: ClassVar[str] = "commitments.goal_defined.v1"
    goal: GoalKey
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None
    template_ends_on: PlanDate | None
    subgoals: list[SubgoalPart]
    effective_at: AwareDatetime | None


class ProgressReported(Event):
    """A lead institution stated how far a goal, or one of its subgoals, has come.

    `effective_on` is the day the statement speaks of, in the plan's time zone; `effective_at` the instant from which it
    counts. Both may lie before the event's own time: a plan entered late keeps the dates of its facts.
    """

    type: ClassVar[str] = "commitments.progress_reported.v1"
    goal: GoalKey
    subgoal: Number | None
    level: Level
    effective_on: date
    effective_at: AwareDatetime


class ImportAccepted(Event):
    """A plan file was taken whole. Other services claim their sections of it by its key (docs/adr/0004)."""

    type: ClassVar[str] = "commitments.import_accepted.v1"
    import_id: str
    plan: PlanId
    sha256: str
