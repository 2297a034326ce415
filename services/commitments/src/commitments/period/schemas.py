"""What the API takes and says of reporting periods."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.period.aggregate import Missing, Period
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap
from constancia_events.vocabulary import PeriodKind


class PeriodIn(BaseModel):
    """A period for which the leads of a plan are asked to report; its days are those of the plan's time zone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: PeriodKind
    title: Annotated[TextMap | None, Field(description="Its name, in the plan's languages.")] = None
    starts_on: Annotated[Day, Field(description="The first day that it covers.")]
    ends_on: Annotated[Day, Field(description="The last day that it covers, itself included.")]
    due_on: Annotated[Day, Field(description="The last day for reports; not before `ends_on`.")]


class PeriodClosingIn(BaseModel):
    """Why a period is closed; required when some have not reported."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: TextMap | None = None


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class PeriodOut(_Out):
    """A reporting period."""

    plan: str
    number: int
    kind: PeriodKind
    title: TextMap | None
    starts_on: date
    ends_on: date
    due_on: date
    opened_at: datetime
    closed_at: datetime | None = Field(description="Null while reports are waited for.")
    reason: TextMap | None = Field(description="Why it was closed though some were missing.")
    version: int

    @classmethod
    def of(cls, period: Period) -> Self:
        """The period as it stands."""
        return cls(
            plan=period.plan,
            number=period.number,
            kind=period.kind,
            title=period.title,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            due_on=period.due_on,
            opened_at=period.opened_at,
            closed_at=period.closed_at,
            reason=period.reason,
            version=period.version,
        )


class MissingOut(_Out):
    """An institution and the goals of one of its commitments that nobody has reported on."""

    institution: str
    commitment: int
    goals: list[int]


class PeriodWithMissing(PeriodOut):
    """A reporting period and who has not reported: until now, or until it was closed."""

    missing: list[MissingOut] = Field(
        description="A goal is waited for when it begins no later than the period ends and was not complete when the"
        " period was opened; it is missing until something is stated of it after the opening."
    )

    @classmethod
    def with_missing(cls, period: Period, missing: tuple[Missing, ...]) -> Self:
        """The period as it stands, with who is missing."""
        shown = [
            MissingOut(institution=one.institution, commitment=one.commitment, goals=list(one.goals)) for one in missing
        ]
        return cls(**PeriodOut.of(period).model_dump(), missing=shown)
