"""A commitment: what was promised, by whom, and what its lead says of the whole. Pure rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from constancia_events.commitments import (
    ActivityPart,
    BudgetPart,
    CommitmentDefined,
    CommitmentLevelDeclared,
    LeadPart,
    OtherActorPart,
)
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
    other_actors: tuple[OtherActorPart, ...] = ()
    budget: BudgetPart | None = None
    sdgs: tuple[str, ...] = ()
    national_links: tuple[dict[str, str], ...] = ()
    activities: tuple[ActivityPart, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    version: int = 0

    @property
    def declared(self) -> Declaration | None:
        """What its lead says now."""
        last = max(enumerate(self.declarations), key=lambda pair: (pair[1].effective_at, pair[0]), default=None)
        return last[1] if last else None

    def text(self) -> dict[str, Any]:
        """What it says, as JSON: its event without its key, its times and the reason."""
        said = self._said(effective_at=None, reason=None)
        return said.model_dump(mode="json", exclude={"commitment", "effective_at", "reason"})

    def searched(self) -> Iterator[str]:
        """Every text in which somebody may look for words, in every language."""
        texts = [self.title, *self.fields.values(), *self.national_links, *(a.title for a in self.activities)]
        texts += [actor.name for actor in self.other_actors]
        for text in texts:
            yield from (text or {}).values()
        if self.ogp_id is not None:
            yield self.ogp_id

    def amended(self, changes: Mapping[str, Any]) -> Self:
        """This with some members in the place of its own, by name; of `fields` only the texts that `changes` names."""
        fields = self.fields | changes.get("fields", {})
        return replace(self, **{**changes, "fields": fields})

    def define(
        self, before: Self | None, *, now: datetime, reason: dict[str, str] | None = None
    ) -> tuple[Self, CommitmentDefined] | None:
        """Put this description in the place of `before`, whose statements stay; None when it says the same."""
        if before is None:
            return replace(self, version=1), self._said(effective_at=None, reason=reason)
        if replace(self, version=before.version, declarations=before.declarations) == before:
            return None
        after = replace(self, version=before.version + 1, declarations=before.declarations)
        return after, self._said(effective_at=now, reason=reason)

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

    def _said(self, *, effective_at: datetime | None, reason: dict[str, str] | None) -> CommitmentDefined:
        return CommitmentDefined(
            commitment=self.key,
            ogp_id=self.ogp_id,
            theme=self.theme,
            title=self.title,
            leads=[LeadPart(institution=lead.institution, role=lead.role) for lead in self.leads],
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            fields=self.fields,
            effective_at=effective_at,
            other_actors=list(self.other_actors),
            budget=self.budget,
            sdgs=list(self.sdgs),
            national_links=list(self.national_links),
            activities=list(self.activities),
            reason=reason,
        )
