"""What the API takes and says of meetings."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from commitments.meeting.aggregate import Meeting
from constancia_events.keys import Acronym, Number
from constancia_events.plan_file_fields import Day, Department, PrintedUrl
from constancia_events.texts import TextMap
from constancia_events.vocabulary import MeetingKind, MeetingStatus

Attendance = Annotated[list[Acronym], Field(max_length=500, description="Institutions that were there.")]
_NEVER_NULL = ("kind", "held_on", "status", "attendance")


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def given(self) -> dict[str, Any]:
        """The fields that were given, as the aggregate holds them."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


class MeetingIn(_In):
    """A meeting that is called, or was held."""

    kind: MeetingKind
    held_on: Annotated[Day, Field(description="Its day in the plan's time zone, held already or not.")]
    status: MeetingStatus = MeetingStatus.SCHEDULED
    originally_on: Annotated[Day | None, Field(description="The day for which it was called first, if moved.")] = None
    place: TextMap | None = None
    department: Annotated[Department | None, Field(description="By ISO 3166-2.", examples=["GT-16"])] = None
    working_group: Number | None = None
    agenda_url: PrintedUrl | None = None
    minutes_url: PrintedUrl | None = None
    attendance: Attendance = []

    @property
    def fields(self) -> dict[str, Any]:
        """Every field, as the aggregate holds them."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return fields | {"attendance": tuple(self.attendance)}


class MeetingChange(_In):
    """What changes of a meeting; what is left out stays. With another day alone it is moved."""

    kind: MeetingKind | None = None
    held_on: Day | None = None
    status: MeetingStatus | None = None
    originally_on: Day | None = None
    place: TextMap | None = None
    department: Department | None = None
    working_group: Number | None = None
    agenda_url: PrintedUrl | None = None
    minutes_url: PrintedUrl | None = None
    attendance: Attendance | None = None

    @field_validator(*_NEVER_NULL, mode="before")
    @classmethod
    def _nothing_vanishes(cls, value: Any) -> Any:
        if value is None:
            raise PydanticCustomError("null", "This may be left out but not null")
        return value


class MeetingOut(BaseModel):
    """A meeting. Its `version` is its ETag."""

    model_config = ConfigDict(frozen=True)

    plan: str
    number: int
    kind: MeetingKind
    status: MeetingStatus
    held_on: date = Field(description="Its day in the plan's time zone, held already or not.")
    originally_on: date | None = Field(description="The day for which it was called first; null if never moved.")
    place: TextMap | None
    department: str | None = Field(description="By ISO 3166-2.")
    working_group: int | None
    agenda_url: str | None = Field(description="As printed.")
    minutes_url: str | None = Field(description="As printed.")
    attendance: list[str] = Field(description="Institutions that were there.")
    version: int

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        """The meeting as it stands."""
        return cls(
            plan=meeting.plan,
            number=meeting.number,
            kind=meeting.kind,
            status=meeting.status,
            held_on=meeting.held_on,
            originally_on=meeting.originally_on,
            place=meeting.place,
            department=meeting.department,
            working_group=meeting.working_group,
            agenda_url=meeting.agenda_url,
            minutes_url=meeting.minutes_url,
            attendance=list(meeting.attendance),
            version=meeting.version,
        )
