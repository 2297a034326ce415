"""A commitment: what was promised, by whom, and what its lead says of the whole. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from constancia_events.commitments import CommitmentDefined, CommitmentLevelDeclared, LeadPart
from constancia_events.dates import PlanDate
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import LeadRole, Level

FIELDS = ("problem", "objective", "ambition", "relevance", "additional_information", "results", "next_steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """An institution that answers for a commitment."""

    institution: str
    role: LeadRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One statement of the level of the whole commitment."""

    level: Level
    effective_on: date
    effective_at: datetime
    stated_at: datetime
    stated_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A commitment with every statement of its level, oldest first. `version` 0 is one that is not yet on record."""

    key: CommitmentKey
    ogp_id: str | None
    theme: int
    title: dict[str, str]
    leads: tuple[Lead, ...]
    starts_on: PlanDate
    ends_on: PlanDate
    fields: dict[str, dict[str, str] | None]
    declarations: tuple[Declaration, ...] = ()
    version: int = 0

    @property
    def declared(self) -> Declaration | None:
        """What its lead says now."""
        last = max(enumerate(self.declarations), key=lambda pair: (pair[1].effective_at, pair[0]), default=None)
        return last[1] if last else None

    def level_on(self, day: date) -> Level | None:
        """The level that its lead declares at the end of a day; None while nobody has declared one."""
        by_then = [(d.effective_at, n) for n, d in enumerate(self.declarations) if d.effective_on <= day]
        return self.declarations[max(by_then)[1]].level if by_then else None

    def define(self, before: Self | None, *, now: datetime) -> tuple[Self, CommitmentDefined] | None:
        """Put this description in the place of `before`, whose statements stay; None when it says the same."""
        if before is not None:
            same = replace(self, version=before.version, declarations=before.declarations)
            if same == before:
                return None
        declarations = () if before is None else before.declarations
        version = 1 if before is None else before.version + 1
        event = CommitmentDefined(
            commitment=self.key,
            ogp_id=self.ogp_id,
            theme=self.theme,
            title=self.title,
            leads=[LeadPart(institution=lead.institution, role=lead.role) for lead in self.leads],
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            fields=self.fields,
            effective_at=None if before is None else now,
        )
        return replace(self, version=version, declarations=declarations), event

    def declare_level(self, declaration: Declaration) -> tuple[Self, CommitmentLevelDeclared] | None:
        """State the level of the whole; None when the last statement of that day says the same."""
        of_that_day = [d for d in self.declarations if d.effective_on == declaration.effective_on]
        if of_that_day and of_that_day[-1].level == declaration.level:
            return None
        after = replace(self, version=self.version + 1, declarations=(*self.declarations, declaration))
        event = CommitmentLevelDeclared(
            commitment=self.key,
            level=declaration.level,
            effective_on=declaration.effective_on,
            effective_at=declaration.effective_at,
        )
        return after, event
