"""A plan: its frame, its themes, and the policy by which its figures are made. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from constancia_events.commitments import PlanDefined, PolicyPart, ThemePart
from constancia_events.vocabulary import RollUpPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A chapter of a plan."""

    number: int
    slug: str
    title: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A national action plan. `version` 0 is one that is not yet on record."""

    id: str
    country: str
    ordinal: int
    title: dict[str, str]
    starts_on: date
    ends_on: date
    adopted_on: date | None
    languages: tuple[str, ...]
    time_zone: str
    policy: RollUpPolicy
    policy_version: int
    themes: tuple[Theme, ...]
    version: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the plan's dates begin and end."""
        return ZoneInfo(self.time_zone)

    @property
    def stream(self) -> str:
        """The event stream of this plan."""
        return f"plan/{self.id}"

    def define(self, before: Self | None, *, now: datetime) -> tuple[Self, PlanDefined] | None:
        """Put this description in the place of `before`; None when it says the same."""
        if before is not None and replace(self, version=before.version) == before:
            return None
        after = replace(self, version=1 if before is None else before.version + 1)
        event = PlanDefined(
            plan=self.id,
            country=self.country,
            ordinal=self.ordinal,
            title=self.title,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            adopted_on=self.adopted_on,
            languages=list(self.languages),
            time_zone=self.time_zone,
            policy=PolicyPart(name=self.policy, version=self.policy_version),
            themes=[ThemePart(number=t.number, slug=t.slug, title=t.title) for t in self.themes],
            effective_at=None if before is None else now,
        )
        return after, event
