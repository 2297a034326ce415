"""The plan file: one country's plan, its goals, evidence and consultation, as one JSON document.

The registry checks and keeps the whole file; the services that own evidence and consultations claim their sections.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from constancia_events.commitments.parts import Amount, Currency, Sdg
from constancia_events.dates import PlanDate
from constancia_events.keys import Acronym, Number, PlanId
from constancia_events.plan_file_fields import Day, Instant, PrintedUrl, Section, Slug, TimeZone
from constancia_events.plan_file_people import Indicator, Lineage, Meeting, Recommendation, WorkingGroup
from constancia_events.texts import Language, Text, TextMap
from constancia_events.vocabulary import (
    EvidenceGate,
    EvidenceKind,
    InstitutionKind,
    LeadRole,
    Level,
    OtherActorKind,
    PlanState,
    RollUpPolicy,
    Sector,
    Vocabulary,
)


class RollUp(Section):
    """The policy by which goals roll up into their commitment."""

    name: RollUpPolicy = RollUpPolicy.MAJORITY
    version: Annotated[int, Field(ge=1, strict=True)] = 1


class Plan(Section):
    """The plan itself. What has a default may be left out (see the README)."""

    id: PlanId
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    ordinal: Number
    title: TextMap
    starts_on: Day
    ends_on: Day
    adopted_on: Day | None
    languages: Annotated[list[Language], Field(min_length=1)]
    time_zone: TimeZone | None = None
    roll_up: RollUp = RollUp()
    levels_as_of: Day | None = None
    state: PlanState | None = None
    vocabulary: Vocabulary = Vocabulary.GT
    evidence_gate: EvidenceGate = EvidenceGate.WARN


class Theme(Section):
    """A chapter of the plan."""

    number: Number
    slug: Slug
    title: TextMap


class Institution(Section):
    """An agency or a member of the roundtable; the days are those of its membership of it, where they are known."""

    acronym: Acronym
    name: TextMap
    kind: InstitutionKind
    roundtable: Annotated[bool, Field(strict=True)]
    joined_on: Day | None = None
    left_on: Day | None = None


class Lead(Section):
    """An institution that answers for a commitment."""

    institution: Acronym
    role: LeadRole


class Fields(Section):
    """The texts of the national template; null where the report left one blank."""

    problem: TextMap | None
    objective: TextMap | None
    ambition: TextMap | None
    relevance: TextMap | None
    additional_information: TextMap | None
    results: TextMap | None
    next_steps: TextMap | None


class OtherActor(Section):
    """Who else takes part in a commitment; `institution` where it is one of those listed."""

    kind: OtherActorKind
    name: TextMap
    institution: Acronym | None = None


class Budget(Section):
    """The money that a commitment has, and where it comes from."""

    amount: Amount
    currency: Currency
    source: TextMap | None = None


class Activity(Section):
    """A step of a commitment's work plan; `office` is who does it, never a person."""

    number: Number
    title: TextMap
    goal: Number | None = None
    starts_on: PlanDate | None = None
    ends_on: PlanDate | None = None
    office: TextMap | None = None


class GoalRef(Section):
    """A goal of the same plan."""

    commitment: Number
    goal: Number


class Citation(Section):
    """One address cited as proof of a goal, or of one of its subgoals."""

    url: PrintedUrl
    kind: EvidenceKind
    subgoal: Number | None


class Subgoal(Section):
    """A part of a goal; `level` is null where none was legible."""

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    level: Level | None
    narrative: TextMap | None = None
    reason: TextMap | None = None


class Goal(Section):
    """A goal of a commitment, with what was declared of it; `reason` says why its level fell."""

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None = None
    template_ends_on: PlanDate | None = None
    level: Level
    narrative: TextMap | None = None
    next_steps: TextMap | None = None
    challenges: TextMap | None = None
    reason: TextMap | None = None
    depends_on: list[GoalRef] = Field(default_factory=list)
    subgoals: list[Subgoal]
    evidence: list[Citation]


class Commitment(Section):
    """A commitment with its goals."""

    number: Number
    ogp_id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}$")] | None
    theme: Number
    title: TextMap
    leads: Annotated[list[Lead], Field(min_length=1)]
    starts_on: PlanDate
    ends_on: PlanDate
    declared_level: Level | None
    fields: Fields
    other_actors: list[OtherActor] = Field(default_factory=list)
    budget: Budget | None = None
    sdgs: list[Sdg] = Field(default_factory=list)
    national_links: list[TextMap] = Field(default_factory=list)
    activities: list[Activity] = Field(default_factory=list)
    goals: Annotated[list[Goal], Field(min_length=1)]


class Comment(Section):
    """What somebody said, as it was published: no name, no address."""

    received_at: Instant
    sector: Sector
    text: TextMap


class Question(Section):
    """A question of the workshop."""

    number: Number
    text: TextMap


class Answer(Section):
    """What the workshop said of one theme; `points` by question number."""

    theme: Number
    rating: Literal["poor", "intermediate", "satisfactory"] | None
    institutions: list[Acronym]
    points: dict[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}$")], list[Text]]


class Workshop(Section):
    """A questionnaire answered in one sitting."""

    held_on: Day
    questions: list[Question]
    answers: list[Answer]


class Consultation(Section):
    """A window for comments, both days included."""

    opens_on: Day
    closes_on: Day
    subject: Text
    comments: list[Comment]
    workshop: Workshop | None


class PlanFile(Section):
    """The whole document."""

    plan: Plan
    themes: Annotated[list[Theme], Field(min_length=1)]
    institutions: Annotated[list[Institution], Field(min_length=1)]
    working_groups: list[WorkingGroup] = Field(default_factory=list)
    meetings: list[Meeting] = Field(default_factory=list)
    commitments: Annotated[list[Commitment], Field(min_length=1)]
    consultation: Consultation | None = None
    indicators: list[Indicator] = Field(default_factory=list)
    irm_recommendations: list[Recommendation] = Field(default_factory=list)
    lineage: list[Lineage] = Field(default_factory=list)
