"""Parts that the registry's events are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.dates import PlanDate
from constancia_events.keys import Acronym, Number
from constancia_events.texts import TextMap
from constancia_events.vocabulary import LeadRole, OtherActorKind, RollUpPolicy

Amount = Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$", description="A decimal number.")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="A currency by ISO 4217.")]
Sdg = Annotated[
    str,
    Field(
        pattern=r"^(1[0-7]|[1-9])(\.([0-9]{1,2}|[a-z]))?$",
        description="A Sustainable Development Goal of the United Nations, or one of its targets.",
        examples=["16", "16.10"],
    ),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class ThemePart(_Part):
    """A chapter of a plan."""

    number: Number
    slug: str
    """Its name in addresses."""
    title: TextMap


class PolicyPart(_Part):
    """The stated rule by which goals roll up, with its version."""

    name: RollUpPolicy
    version: int
    """Which edition of the rule, from 1."""


class LeadPart(_Part):
    """An institution that answers for a commitment."""

    institution: Acronym
    role: LeadRole


class SubgoalPart(_Part):
    """A part of a goal, with its own dates."""

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate


class OtherActorPart(_Part):
    """Who else takes part in a commitment, beside those who answer for it."""

    kind: OtherActorKind
    name: TextMap
    """An organisation's name, never a person's."""
    institution: Acronym | None = None
    """Where it is one of the institutions on record."""


class BudgetPart(_Part):
    """The money that a commitment has."""

    amount: Amount
    currency: Currency
    source: TextMap | None = None
    """Where it comes from."""


class ActivityPart(_Part):
    """A step of a commitment's work plan."""

    number: Number
    title: TextMap
    goal: Number | None = None
    """The goal that it serves, where it serves one."""
    starts_on: PlanDate | None = None
    ends_on: PlanDate | None = None
    office: TextMap | None = None
    """The office that does it, never a person."""


class GoalPart(_Part):
    """A goal of the same plan."""

    commitment: Number
    goal: Number


class MissingPart(_Part):
    """An institution that has not reported on a commitment that it leads."""

    institution: Acronym
    commitment: Number
