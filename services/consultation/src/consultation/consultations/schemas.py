"""What the API says of consultations."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.plan_file import Workshop
from constancia_events.vocabulary import Sector
from consultation.consultations.aggregate import Consultation, WindowState


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class CommentCounts(_Out):
    """How many comments a consultation received."""

    total: int
    by_sector: dict[Sector, int] = Field(description="Only sectors that said something.")


class ListedConsultation(_Out):
    """A consultation with its window: both days included, and their instants in the time zone of the plan."""

    id: str
    plan: str
    number: int = Field(description="Counts the consultations of a plan from 1.")
    subject: str
    opens_on: date = Field(description="First day, in `time_zone`.")
    closes_on: date = Field(description="Last day, in `time_zone`.")
    opens_at: datetime = Field(description="First instant, in UTC.")
    closes_at: datetime = Field(description="Last instant, in UTC: the last microsecond of the last day.")
    time_zone: str = Field(description="The plan's time zone by its IANA name.", examples=["America/Guatemala"])
    state: WindowState = Field(description="Where the window stands now.")
    comments: CommentCounts

    @classmethod
    def of(cls, consultation: Consultation, counted: Mapping[Sector, int], now: datetime) -> Self:
        """The consultation as it stands now."""
        return cls(**_members(consultation, counted, now))


class ConsultationOut(ListedConsultation):
    """A consultation as it stands. Its ETag changes with its version, its state and its comments."""

    workshop: Workshop | None = Field(
        description="The questionnaire that was answered in one sitting, if there was one."
    )
    version: int

    @classmethod
    def of(cls, consultation: Consultation, counted: Mapping[Sector, int], now: datetime) -> Self:
        """The consultation with its workshop, as it stands now."""
        members = _members(consultation, counted, now)
        return cls(**members, workshop=consultation.workshop, version=consultation.version)

    @property
    def etag(self) -> str:
        """The strong entity tag: the clock and new comments change what is said without a new version."""
        return f'"{self.version}-{self.state}-{self.comments.total}"'


def _members(consultation: Consultation, counted: Mapping[Sector, int], now: datetime) -> dict[str, Any]:
    return {
        "id": consultation.id,
        "plan": consultation.plan,
        "number": consultation.n,
        "subject": consultation.subject,
        "opens_on": consultation.opens_on,
        "closes_on": consultation.closes_on,
        "opens_at": consultation.opens_at,
        "closes_at": consultation.closes_at,
        "time_zone": consultation.time_zone,
        "state": consultation.state(now),
        "comments": CommentCounts(total=sum(counted.values()), by_sector=dict(counted)),
    }
