"""What the API says of commitments."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.commitment.aggregate import Commitment
from constancia_events.dates import PlanDate
from constancia_events.texts import TextMap
from constancia_events.vocabulary import LeadRole, Level


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
