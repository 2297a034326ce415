"""What the API takes and says of indicators."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.indicator.aggregate import Indicator, Statement
from constancia_events.dates import PlanDate
from constancia_events.indicators import Disagreement
from constancia_events.keys import Number
from constancia_events.plan_file_fields import IndicatorKey, PrintedUrl
from constancia_events.plan_file_people import Line
from constancia_events.texts import Text, TextMap


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IndicatorIn(_In):
    """A named figure of the plan, of a commitment, or of one of its goals."""

    key: Annotated[IndicatorKey, Field(description="By which texts insert it.", examples=["municipalities_signed"])]
    commitment: Number | None = None
    goal: Number | None = None
    label: TextMap
    unit: TextMap


class StatementIn(_In):
    """A value as somebody states it."""

    value: Annotated[float, Field(strict=True, allow_inf_nan=False, description="In the unit of the indicator.")]
    as_of: Annotated[PlanDate | None, Field(description="The day or month that the figure speaks of.")] = None
    where: Annotated[Text, Field(description="The document and section that states it.")]
    lines: Annotated[list[Line], Field(max_length=1_000, description="Lines of that document.")] = []
    evidence_url: Annotated[PrintedUrl | None, Field(description="The source, as printed.")] = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class StatementOut(_Out):
    """One statement of a value; none is ever overwritten."""

    n: int = Field(description="Counts the statements of an indicator from 1, in the order in which they were made.")
    value: float
    as_of: PlanDate | None
    where: str
    lines: list[int]
    evidence_url: str | None
    institution: str | None = Field(description="Who stated it; null where a plan file did.")
    effective_on: date = Field(description="The day on which it was stated, in the plan's time zone.")
    stated_at: datetime = Field(description="When it was recorded, in UTC.")

    @classmethod
    def of(cls, n: int, statement: Statement) -> Self:
        """A statement as it was made."""
        return cls(
            n=n,
            value=statement.value,
            as_of=statement.as_of,
            where=statement.where,
            lines=list(statement.lines),
            evidence_url=statement.evidence_url,
            institution=statement.institution,
            effective_on=statement.effective_on,
            stated_at=statement.stated_at,
        )


class DisagreementOut(_Out):
    """A date of which statements give different values."""

    as_of: PlanDate | None = Field(description="Null for statements of no date.")
    values: list[float] = Field(description="Each once, the smallest first.")

    @classmethod
    def of(cls, found: Disagreement[Statement]) -> Self:
        """What was found."""
        return cls(as_of=found.as_of, values=list(found.values))


class IndicatorOut(_Out):
    """An indicator with the value that holds. Its `version` is its ETag."""

    plan: str
    key: str
    commitment: int | None
    goal: int | None
    label: TextMap
    unit: TextMap
    value: float | None = Field(description="That of the statement of the latest date; null while nobody stated any.")
    as_of: PlanDate | None = Field(description="The day or month that this value speaks of, where one was given.")
    statement_count: int
    disagreements: list[DisagreementOut]
    version: int

    @classmethod
    def of(cls, indicator: Indicator) -> Self:
        """The indicator as it stands."""
        held = indicator.holding
        return cls(
            plan=indicator.plan,
            key=indicator.key,
            commitment=indicator.commitment,
            goal=indicator.goal,
            label=indicator.label,
            unit=indicator.unit,
            value=held.value if held else None,
            as_of=held.as_of if held else None,
            statement_count=len(indicator.statements),
            disagreements=[DisagreementOut.of(found) for found in indicator.disagreements],
            version=indicator.version,
        )


class IndicatorDetail(IndicatorOut):
    """The same with every statement of it."""

    statements: list[StatementOut]

    @classmethod
    def of(cls, indicator: Indicator) -> Self:
        """The indicator as it stands."""
        said = [StatementOut.of(n, one) for n, one in enumerate(indicator.statements, start=1)]
        return cls(**dict(IndicatorOut.of(indicator)), statements=said)
