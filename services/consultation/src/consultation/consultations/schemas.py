"""What the API says of consultations, and takes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from constancia_events.plan_file import Workshop
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap
from constancia_events.vocabulary import ConsultationKind, ConsultationPurpose, Sector
from consultation.consultations.aggregate import Consultation, ConsultationState

DocumentUrl = Annotated[
    str, Field(pattern=r"^https?://[^\s<>\"]{3,1990}$", max_length=2_000, description="What the public comments on.")
]
AnswerDays = Annotated[
    int, Field(ge=1, le=365, description="Within how many days after it came in a comment should be answered.")
]


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConsultationIn(_In):
    """A consultation to announce."""

    title: TextMap
    kind: ConsultationKind = ConsultationKind.COMMENTS
    purpose: ConsultationPurpose = ConsultationPurpose.OTHER
    opens_on: Day
    closes_on: Day
    document_url: DocumentUrl | None = None
    answer_days: AnswerDays = 30
    reason: TextMap | None = Field(
        default=None, description="Why a self-assessment is open for less than two weeks; public."
    )


class ConsultationPatch(_In):
    """What is to be different; what is left out stays."""

    title: TextMap | None = None
    opens_on: Day | None = None
    closes_on: Day | None = None
    document_url: DocumentUrl | None = None
    answer_days: AnswerDays | None = None
    reason: TextMap | None = Field(default=None, description="Why an open consultation is extended; public.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(value is None for value in self.__dict__.values()):
            raise PydanticCustomError("nothing_to_change", "Send at least one member with another value")
        return self


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
    title: dict[str, str] | None = Field(description="Null for one that a plan file told of: it has a subject.")
    kind: ConsultationKind
    purpose: ConsultationPurpose
    document_url: str | None
    opens_on: date = Field(description="First day, in `time_zone`.")
    closes_on: date = Field(description="Last day, in `time_zone`.")
    opens_at: datetime = Field(description="First instant, in UTC.")
    closes_at: datetime = Field(description="Last instant, in UTC: the last microsecond of the last day.")
    time_zone: str = Field(description="The plan's time zone by its IANA name.", examples=["America/Guatemala"])
    state: ConsultationState = Field(description="Where it stands now.")
    answer_days: int = Field(description="Within how many days after it came in a comment should be answered.")
    reason: dict[str, str] | None = Field(description="Why it is shorter than two weeks, or was extended.")
    reported_on: date | None = Field(description="When it was stated what became of every comment.")
    comments: CommentCounts

    @classmethod
    def of(cls, consultation: Consultation, counted: Mapping[Sector, int], now: datetime) -> Self:
        """The consultation as it stands now."""
        return cls(**_members(consultation, counted, now))


class ConsultationOut(ListedConsultation):
    """A consultation as it stands. Its ETag changes with its version; its state follows the clock."""

    workshop: Workshop | None = Field(
        description="The questionnaire that was answered in one sitting, if there was one."
    )
    version: int

    @classmethod
    def whole(
        cls, consultation: Consultation, counted: Mapping[Sector, int], now: datetime, workshop: Workshop | None
    ) -> Self:
        """The consultation with its workshop, as it stands now."""
        return cls(**_members(consultation, counted, now), workshop=workshop, version=consultation.version)

    @property
    def etag(self) -> str:
        """The strong entity tag: the clock and new comments change what is said without a new version."""
        return f'"{self.version}-{self.state}-{self.comments.total}"'


def _members(consultation: Consultation, counted: Mapping[Sector, int], now: datetime) -> dict[str, Any]:
    plain = (
        "id plan subject title kind purpose document_url opens_on closes_on opens_at closes_at time_zone answer_days"
        " reason reported_on"
    )
    return {
        **{name: getattr(consultation, name) for name in plain.split()},
        "number": consultation.n,
        "state": consultation.state(now),
        "comments": CommentCounts(total=sum(counted.values()), by_sector=dict(counted)),
    }
