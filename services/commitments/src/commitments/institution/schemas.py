"""What the API takes and says of institutions."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.institution.aggregate import Institution
from constancia_events.texts import TextMap
from constancia_events.vocabulary import InstitutionKind


class InstitutionIn(BaseModel):
    """An institution as it is to be on record; its acronym is in the address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[TextMap, Field(description="The name of an office or organisation, never of a person.")]
    kind: InstitutionKind
    roundtable: Annotated[bool, Field(strict=True, description="Whether it sits at the technical roundtable.")] = False


class InstitutionOut(BaseModel):
    """An agency or a member of the roundtable."""

    model_config = ConfigDict(frozen=True)

    acronym: str
    name: TextMap
    kind: InstitutionKind
    roundtable: bool
    version: int

    @classmethod
    def of(cls, institution: Institution) -> Self:
        """The institution as it stands."""
        return cls(
            acronym=institution.acronym,
            name=institution.name,
            kind=institution.kind,
            roundtable=institution.roundtable,
            version=institution.version,
        )
