"""What the API takes and says of commitments."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from commitments.commitment.aggregate import FIELDS, Commitment, Declaration, Lead
from commitments.merge_patch import Patch, Reason, unsent
from constancia_events import plan_file
from constancia_events.commitments import ActivityPart, BudgetPart, OtherActorPart
from constancia_events.commitments.parts import Sdg
from constancia_events.dates import PlanDate
from constancia_events.keys import CommitmentKey, Number
from constancia_events.plan_file import Activity, Budget, OtherActor
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap
from constancia_events.vocabulary import LeadRole, Level

OgpId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}$"), Field(description="As GT0065.", examples=["GT0065"])
]
Leads = Annotated[list[plan_file.Lead], Field(max_length=50, description="Who answers for it; replaced whole.")]
OtherActors = Annotated[list[OtherActor], Field(max_length=100)]
Sdgs = Annotated[list[Sdg], Field(max_length=100)]
NationalLinks = Annotated[list[TextMap], Field(max_length=50)]
Activities = Annotated[list[Activity], Field(max_length=200, description="Its work plan; replaced whole.")]


class TemplateTexts(BaseModel):
    """Texts of the national template; those that are not sent stay as they are, null empties one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    problem: TextMap | None = None
    objective: TextMap | None = None
    ambition: TextMap | None = None
    relevance: TextMap | None = None
    additional_information: TextMap | None = None
    results: TextMap | None = None
    next_steps: TextMap | None = None

    def sent(self) -> dict[str, dict[str, str] | None]:
        """The texts that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class CommitmentIn(BaseModel):
    """A new commitment of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Number
    ogp_id: OgpId | None = None
    theme: Number
    title: TextMap
    leads: Leads = Field(default_factory=list)
    starts_on: PlanDate
    ends_on: PlanDate
    fields: TemplateTexts = TemplateTexts()
    other_actors: OtherActors = Field(default_factory=list)
    budget: Budget | None = None
    sdgs: Sdgs = Field(default_factory=list)
    national_links: NationalLinks = Field(default_factory=list)
    activities: Activities = Field(default_factory=list)
    reason: Reason = None

    def commitment(self, plan: str) -> Commitment:
        """The commitment that this describes."""
        return Commitment(
            key=CommitmentKey(plan=plan, commitment=self.number),
            ogp_id=self.ogp_id,
            theme=self.theme,
            title=self.title,
            leads=leads_of(self.leads),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            fields=dict.fromkeys(FIELDS) | self.fields.sent(),
            other_actors=other_actors_of(self.other_actors),
            budget=budget_of(self.budget),
            sdgs=tuple(self.sdgs),
            national_links=tuple(self.national_links),
            activities=activities_of(self.activities),
        )


class CommitmentPatch(Patch):
    """What is to change of a commitment; what is not sent stays."""

    ogp_id: OgpId | None = None
    theme: Number = Field(default_factory=unsent)
    title: TextMap = Field(default_factory=unsent)
    leads: Leads = Field(default_factory=unsent)
    starts_on: PlanDate = Field(default_factory=unsent)
    ends_on: PlanDate = Field(default_factory=unsent)
    fields: TemplateTexts = Field(default_factory=unsent)
    other_actors: OtherActors = Field(default_factory=unsent)
    budget: Budget | None = None
    sdgs: Sdgs = Field(default_factory=unsent)
    national_links: NationalLinks = Field(default_factory=unsent)
    activities: Activities = Field(default_factory=unsent)

    def changes(self) -> dict[str, Any]:
        """What was sent, by the names of the aggregate; `fields` holds only the texts that were sent."""
        made: dict[str, Callable[[Any], Any]] = {
            "leads": leads_of,
            "fields": TemplateTexts.sent,
            "other_actors": other_actors_of,
            "budget": budget_of,
            "sdgs": tuple,
            "national_links": tuple,
            "activities": activities_of,
        }
        return {name: made[name](value) if name in made else value for name, value in self.sent().items()}


class DeclarationIn(BaseModel):
    """How far the whole commitment has come, as a lead institution says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    reported_on: Annotated[
        Day | None, Field(description="The day this speaks of, in the plan's time zone; today when left out.")
    ] = None
    narrative: Annotated[TextMap | None, Field(description="What was done, in the plan's languages.")] = None
    reason: Annotated[TextMap | None, Field(description="Why the level falls; required when it does.")] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class LeadOut(_Out):
    """An institution that answers for the commitment."""

    institution: str
    role: LeadRole


class FieldsOut(_Out):
    """The texts of the national template; null where nothing was written."""

    problem: TextMap | None
    objective: TextMap | None
    ambition: TextMap | None
    relevance: TextMap | None
    additional_information: TextMap | None
    results: TextMap | None
    next_steps: TextMap | None


class CommitmentOut(_Out):
    """A commitment; its goals are a list of their own."""

    plan: str
    number: int
    ogp_id: str | None
    theme: int
    title: TextMap
    leads: list[LeadOut]
    starts_on: PlanDate
    ends_on: PlanDate
    declared_level: Level | None = Field(description="What its lead says of the whole; null while nobody has.")
    declared_on: date | None = Field(description="The day that the declared level speaks of.")
    fields: FieldsOut
    other_actors: list[OtherActorPart]
    budget: BudgetPart | None
    sdgs: list[str] = Field(description="Sustainable Development Goals and targets that it serves.")
    national_links: list[TextMap] = Field(description="Objectives of national plans and policies that it serves.")
    activities: list[ActivityPart] = Field(description="Its work plan.")
    version: int

    @classmethod
    def of(cls, commitment: Commitment) -> Self:
        """The commitment as it stands."""
        declared = commitment.declared
        return cls(
            plan=commitment.key.plan,
            number=commitment.key.commitment,
            ogp_id=commitment.ogp_id,
            theme=commitment.theme,
            title=commitment.title,
            leads=[LeadOut(institution=lead.institution, role=lead.role) for lead in commitment.leads],
            starts_on=commitment.starts_on,
            ends_on=commitment.ends_on,
            declared_level=declared.level if declared else None,
            declared_on=declared.effective_on if declared else None,
            fields=FieldsOut.model_validate(commitment.fields),
            other_actors=list(commitment.other_actors),
            budget=commitment.budget,
            sdgs=list(commitment.sdgs),
            national_links=list(commitment.national_links),
            activities=list(commitment.activities),
            version=commitment.version,
        )


def leads_of(leads: list[plan_file.Lead]) -> tuple[Lead, ...]:
    """Leads as the aggregate has them."""
    return tuple(Lead(institution=lead.institution, role=lead.role) for lead in leads)


def other_actors_of(actors: list[OtherActor]) -> tuple[OtherActorPart, ...]:
    """Other actors as the event has them."""
    return tuple(OtherActorPart(kind=a.kind, name=a.name, institution=a.institution) for a in actors)


def budget_of(budget: Budget | None) -> BudgetPart | None:
    """A budget as the event has it."""
    if budget is None:
        return None
    return BudgetPart(amount=budget.amount, currency=budget.currency, source=budget.source)


def activities_of(activities: list[Activity]) -> tuple[ActivityPart, ...]:
    """A work plan as the event has it, by number."""
    ordered = sorted(activities, key=lambda activity: activity.number)
    return tuple(ActivityPart.model_validate(activity.model_dump()) for activity in ordered)


class DeclarationOut(_Out):
    """One statement of the level of the whole commitment; none is ever overwritten."""

    n: int = Field(description="Counts the statements from 1, in the order in which they were made.")
    level: Level
    reported_on: date = Field(description="The day it speaks of, in the plan's time zone.")
    stated_at: datetime = Field(description="When it was stated, in UTC.")
    institution: str | None = Field(description="Who stated it; null where a plan file did.")
    narrative: TextMap | None
    reason: TextMap | None = Field(description="Why the level fell, where it did.")

    @classmethod
    def of(cls, declaration: Declaration) -> Self:
        """A statement as it was made."""
        return cls(
            n=declaration.n,
            level=declaration.level,
            reported_on=declaration.effective_on,
            stated_at=declaration.stated_at,
            institution=declaration.institution,
            narrative=declaration.narrative,
            reason=declaration.reason,
        )
