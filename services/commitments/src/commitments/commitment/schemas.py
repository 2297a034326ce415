"""What the API says of commitments."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.commitment.aggregate import Commitment, Declaration
from constancia_events.dates import PlanDate
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap
from constancia_events.vocabulary import LeadRole, Level


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
            version=commitment.version,
        )


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
