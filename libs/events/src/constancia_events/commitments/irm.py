"""What the registry says of IRM's table of past plans."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.event import Event
from constancia_events.keys import Number

Share = Annotated[
    Decimal, Field(ge=0, le=100, decimal_places=2, description="Percentage of all commitments of the plan.")
]
Count = Annotated[int, Field(ge=0)]


class StarFormula(StrEnum):
    """The three formulas by which IRM has starred commitments, oldest first."""

    PRE_JUNE_2014 = "pre_june_2014"
    ONLY_2015 = "2015"
    CURRENT = "current"


class PastPlanCounts(BaseModel):
    """How many commitments stand behind each share."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    high_completion: Count
    transformative: Count
    relevant: Count


class PastPlanAssessed(Event):
    """A table of IRM's assessments was loaded in which the figures of this plan are new, or differ from before."""

    type: ClassVar[str] = "commitments.past_plan_assessed.v1"
    stream_key: ClassVar[str] = "irm/<slug>/<number>"
    country: str
    """The country as the table prints it."""
    slug: str
    """The same as it stands in addresses."""
    code: str | None
    """ISO 3166-1 alpha-2; null where the name is not known."""
    number: Number
    """Which plan of the country it is, from 1."""
    commitments: Count
    """How many commitments the table has of it."""
    high_completion: Share
    """Latest assessed completion substantial or complete."""
    transformative: Share
    """Potential impact transformative."""
    relevant: Share
    """Relevant to open government."""
    starred: Count
    """How many are starred under `formula`."""
    formula: StarFormula | None
    """The newest formula that was applied to the plan; null where none was."""
    counts: PastPlanCounts
