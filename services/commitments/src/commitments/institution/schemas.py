"""What the API says of institutions."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from commitments.institution.aggregate import Institution
from constancia_events.texts import TextMap
from constancia_events.vocabulary import InstitutionKind


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
