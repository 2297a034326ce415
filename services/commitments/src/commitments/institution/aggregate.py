"""An institution: an agency that leads, or a member of the roundtable. Pure rules."""

from dataclasses import dataclass, replace
from typing import Self

from constancia_events.commitments import InstitutionRegistered
from constancia_events.vocabulary import InstitutionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Known by its acronym in every plan."""

    acronym: str
    name: dict[str, str]
    kind: InstitutionKind
    roundtable: bool
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this institution."""
        return f"institution/{self.acronym}"

    def register(self, before: Self | None) -> tuple[Self, InstitutionRegistered] | None:
        """Put this description in the place of `before`; None when it says the same."""
        if before is not None and replace(self, version=before.version) == before:
            return None
        after = replace(self, version=1 if before is None else before.version + 1)
        event = InstitutionRegistered(acronym=self.acronym, name=self.name, kind=self.kind, roundtable=self.roundtable)
        return after, event
