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
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class ThemePart(_Part):
    """A chapter of a plan."""

    number: Number
    slug: str
    """Its name in addresses."""
    title: TextMap


class PolicyPart(_Part):
    """The stated rule by which goals roll up, with its version."""

    name: RollUpPolicy
    version: int
    """Which edition of the rule, from 1."""


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
    stream_key: ClassVar[str] = "plan/<plan>"
    plan: PlanId
    country: str
    """ISO 3166-1 alpha-2."""
    ordinal: int
    """Which plan of the country it is, from 1."""
    title: TextMap
    starts_on: date
    """Its first day, in `time_zone`."""
    ends_on: date
    """Its last day, itself included, in `time_zone`."""
    adopted_on: date | None
    """When it was adopted, where that is known."""
    languages: list[str]
    """Codes of the languages its texts are in."""
    time_zone: str
    """By the IANA database."""
    policy: PolicyPart
    themes: list[ThemePart]
    """Its chapters, in order."""
    effective_at: AwareDatetime | None
    """From when this text holds; null for the first."""


class InstitutionRegistered(Event):
    """An institution was entered, or its description changed."""

    type: ClassVar[str] = "commitments.institution_registered.v1"
    stream_key: ClassVar[str] = "institution/<acronym>"
    acronym: Acronym
    name: TextMap
    """The institution's name: that of an office, never of a person."""
    kind: InstitutionKind
    roundtable: bool
    """Whether it sits at the technical roundtable."""


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


class GoalDefined(Event):
    """A goal was entered, or its text, dates or subgoals changed; `effective_at` as in PlanDefined."""

    type: ClassVar[str] = "commitments.goal_defined.v1"
    stream_key: ClassVar[str] = "goal/<plan>/<commitment>/<goal>"
    goal: GoalKey
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None
    """What the national template prints, where it differs."""
    template_ends_on: PlanDate | None
    """What the national template prints, where it differs."""
    subgoals: list[SubgoalPart]
    """Its parts, in order; may be empty."""
    effective_at: AwareDatetime | None
    """From when this text holds; null for the first."""


class ProgressReported(Event):
    """A lead institution stated how far a goal, or one of its subgoals, has come.

    `effective_on` is the day the statement speaks of, in the plan's time zone; `effective_at` the instant from which it
    counts. Both may lie before the event's own time: a plan entered late keeps the dates of its facts.
    """

    type: ClassVar[str] = "commitments.progress_reported.v1"
    stream_key: ClassVar[str] = "goal/<plan>/<commitment>/<goal>"
    goal: GoalKey
    subgoal: Number | None
    """Null when the statement is about the whole goal."""
    level: Level
    effective_on: date
    """The day it speaks of, in the plan's time zone."""
    effective_at: AwareDatetime
    """The instant from which it counts."""


class ImportAccepted(Event):
    """A plan file was taken whole. Other services claim their sections of it by its key (docs/adr/0004)."""

    type: ClassVar[str] = "commitments.import_accepted.v1"
    stream_key: ClassVar[str] = "import/<plan>"
    import_id: str
    """The key under which others ask for their sections."""
    plan: PlanId
    sha256: str
    """Of the document as it came, in hexadecimal."""
