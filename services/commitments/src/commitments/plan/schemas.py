"""What the API says of plans."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict

from commitments.plan.aggregate import Plan
from constancia_events.texts import TextMap
from constancia_events.vocabulary import RollUpPolicy


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class ThemeOut(_Out):
    """A chapter of a plan."""

    number: int
    slug: str
    title: TextMap


class PolicyOut(_Out):
    """The stated policy by which goals roll up."""

    name: RollUpPolicy
    version: int


class PlanOut(_Out):
    """A national action plan; its dates begin and end in `time_zone`."""

    id: str
    country: str
    ordinal: int
    title: TextMap
    starts_on: date
    ends_on: date
    adopted_on: date | None
    languages: list[str]
    time_zone: str
    policy: PolicyOut
    themes: list[ThemeOut]
    version: int

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """The plan as it stands."""
        return cls(
            id=plan.id,
            country=plan.country,
            ordinal=plan.ordinal,
            title=plan.title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            adopted_on=plan.adopted_on,
            languages=list(plan.languages),
            time_zone=plan.time_zone,
            policy=PolicyOut(name=plan.policy, version=plan.policy_version),
            themes=[ThemeOut(number=t.number, slug=t.slug, title=t.title) for t in plan.themes],
            version=plan.version,
        )
