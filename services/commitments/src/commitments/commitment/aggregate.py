"""A commitment: what was promised, by whom, and what its lead says of the whole. Pure rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from commitments.commitment.errors import DeclaredInFuture, DeclaredLevelFalls, NotTheCommitmentsLead
from commitments.holding import newest
from commitments.plan.life import check_report
from constancia_events.commitments import (
    ActivityPart,
    BudgetPart,
    CommitmentDefined,
    CommitmentLevelDeclared,
    LeadPart,
    OtherActorPart,
)
from constancia_events.dates import PlanDate, start_of_day
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import LEVEL_RANK, LeadRole, Level, PlanState

FIELDS = ("problem", "objective", "ambition", "relevance", "additional_information", "results", "next_steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """An institution that answers for a commitment."""

    institution: str
    role: LeadRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One statement of the level of the whole commitment; `institution` is null for a file, `n` counts from 1."""

    level: Level
    effective_on: date
    effective_at: datetime
    stated_at: datetime
    stated_by: str
    institution: str | None = None
    narrative: dict[str, str] | None = None
    reason: dict[str, str] | None = None
    n: int = 0


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
        return newest(self.declarations)

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

    def declared_on(self, day: date) -> Declaration | None:
        """What its lead declares at the end of a day; None while nobody has declared."""
        return newest(d for d in self.declarations if d.effective_on <= day)

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
        """Take what a file states of the whole; None when the last statement of that day says the same."""
        of_that_day = [d for d in self.declarations if d.effective_on == declaration.effective_on]
        if of_that_day and of_that_day[-1].level == declaration.level:
            return None
        return self.state_level(declaration)

    def declare_as_lead(
        self, declaration: Declaration, *, plan_state: PlanState, zone: ZoneInfo, today: date
    ) -> tuple[Self, CommitmentLevelDeclared]:
        """A lead institution states the level of the whole, for today or for a past day of the plan's zone.

        Of a past day it counts from the beginning. Raises NotTheCommitmentsLead, PlanNotInImplementation,
        DeclaredInFuture, DeclaredLevelFalls.
        """
        leads = sorted(lead.institution for lead in self.leads)
        if declaration.institution not in leads:
            raise NotTheCommitmentsLead(commitment=self.key.commitment, leads=", ".join(leads))
        check_report(plan_state)
        day = declaration.effective_on
        if day > today:
            raise DeclaredInFuture.at("/reported_on", reported_on=day, time_zone=zone.key, today=today)
        stated = declaration if day == today else replace(declaration, effective_at=start_of_day(day, zone))
        held = newest(d for d in self.declarations if d.effective_at <= stated.effective_at)
        if held is not None and LEVEL_RANK[held.level] > LEVEL_RANK[stated.level] and stated.reason is None:
            raise DeclaredLevelFalls.at("/reason", before=held.level, level=stated.level)
        return self.state_level(stated)

    def state_level(self, declaration: Declaration) -> tuple[Self, CommitmentLevelDeclared]:
        """Add a statement of the whole; none is ever overwritten."""
        stated = replace(declaration, n=len(self.declarations) + 1)
        event = CommitmentLevelDeclared(
            commitment=self.key,
            level=stated.level,
            effective_on=stated.effective_on,
            effective_at=stated.effective_at,
            institution=stated.institution,
            narrative=stated.narrative,
            reason=stated.reason,
        )
        return replace(self, version=self.version + 1, declarations=(*self.declarations, stated)), event

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
