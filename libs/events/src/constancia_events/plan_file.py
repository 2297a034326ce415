"""The plan file: one country's plan, its goals, evidence and consultation, as one JSON document.

The registry checks and keeps the whole file; the services that own evidence and consultations claim their sections.
"""

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from constancia_events.dates import PlanDate, is_of_our_time
from constancia_events.keys import Acronym, Number, PlanId
from constancia_events.texts import Language, Text, TextMap, one_line
from constancia_events.vocabulary import EvidenceKind, InstitutionKind, LeadRole, Level, RollUpPolicy, Sector

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:", re.ASCII)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
PrintedUrl = Annotated[str, StringConstraints(min_length=1, max_length=4_000), AfterValidator(one_line)]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("time_zone", "Input should be a time zone of the IANA database, as America/Guatemala")
    return name


def _strict_day(value: object) -> object:
    """Refuse numbers and times, which pydantic would take as seconds since 1970 or cut to a day."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("day", "Input should be a day YYYY-MM-DD")


def _strict_instant(value: object) -> object:
    """Refuse numbers, and texts of digits, which pydantic would take as seconds since 1970."""
    if isinstance(value, str) and _INSTANT.match(value):
        return value
    raise PydanticCustomError("instant", "Input should be an instant as 2017-09-19T09:07:00-06:00")


def _of_our_time(day: date) -> date:
    if not is_of_our_time(day):
        raise PydanticCustomError("day", "Input should be a day YYYY-MM-DD")
    return day


Day = Annotated[date, BeforeValidator(_strict_day), AfterValidator(_of_our_time)]
Instant = Annotated[AwareDatetime, BeforeValidator(_strict_instant)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class RollUp(_Section):
    """The policy by which goals roll up into their commitment."""

    name: RollUpPolicy = RollUpPolicy.MAJORITY
    version: Annotated[int, Field(ge=1, strict=True)] = 1


class Plan(_Section):
    """The plan itself. `time_zone`, `roll_up` and `levels_as_of` may be left out (see the README)."""

    id: PlanId
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    ordinal: Number
    title: TextMap
    starts_on: Day
    ends_on: Day
    adopted_on: Day | None
    languages: Annotated[list[Language], Field(min_length=1)]
    time_zone: TimeZone | None = None
    roll_up: RollUp = RollUp()
    levels_as_of: Day | None = None


class Theme(_Section):
    """A chapter of the plan."""

    number: Number
    slug: Slug
    title: TextMap


class Institution(_Section):
    """An agency or a member of the roundtable."""

    acronym: Acronym
    name: TextMap
    kind: InstitutionKind
    roundtable: Annotated[bool, Field(strict=True)]


class WorkingGroup(_Section):
    """A group that follows some commitments."""

    number: Number
    commitments: list[Number]
    convened_by: list[Acronym]


class Meeting(_Section):
    """A meeting of the roundtable or with civil society."""

    kind: Literal["roundtable", "working_group", "civil_society", "regional_forum", "workshop"]
    held_on: Day
    originally_on: Day | None
    place: TextMap | None
    agenda_url: PrintedUrl | None
    status: Literal["held", "cancelled"]


class Lead(_Section):
    """An institution that answers for a commitment."""

    institution: Acronym
    role: LeadRole


class Fields(_Section):
    """The texts of the national template; null where the report left one blank."""

    problem: TextMap | None
    objective: TextMap | None
    ambition: TextMap | None
    relevance: TextMap | None
    additional_information: TextMap | None
    results: TextMap | None
    next_steps: TextMap | None


class Citation(_Section):
    """One address cited as proof of a goal, or of one of its subgoals."""

    url: PrintedUrl
    kind: EvidenceKind
    subgoal: Number | None


class Subgoal(_Section):
    """A part of a goal; `level` is null where none was legible."""

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    level: Level | None


class Goal(_Section):
    """A goal of a commitment, with what was declared of it."""

    number: Number
    title: TextMap
    starts_on: PlanDate
    ends_on: PlanDate
    template_starts_on: PlanDate | None = None
    template_ends_on: PlanDate | None = None
    level: Level
    subgoals: list[Subgoal]
    evidence: list[Citation]


class Commitment(_Section):
    """A commitment with its goals."""

    number: Number
    ogp_id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{4}$")] | None
    theme: Number
    title: TextMap
    leads: Annotated[list[Lead], Field(min_length=1)]
    starts_on: PlanDate
    ends_on: PlanDate
    declared_level: Level | None
    fields: Fields
    goals: Annotated[list[Goal], Field(min_length=1)]


class Comment(_Section):
    """What somebody said, as it was published: no name, no address."""

    received_at: Instant
    sector: Sector
    text: TextMap


class Question(_Section):
    """A question of the workshop."""

    number: Number
    text: TextMap


class Answer(_Section):
    """What the workshop said of one theme; `points` by question number."""

    theme: Number
    rating: Literal["poor", "intermediate", "satisfactory"] | None
    institutions: list[Acronym]
    points: dict[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}$")], list[Text]]


class Workshop(_Section):
    """A questionnaire answered in one sitting."""

    held_on: Day
    questions: list[Question]
    answers: list[Answer]


class Consultation(_Section):
    """A window for comments, both days included."""

    opens_on: Day
    closes_on: Day
    subject: Text
    comments: list[Comment]
    workshop: Workshop | None


class Statement(_Section):
    """One place that states an indicator."""

    value: Annotated[float, Field(strict=True, allow_inf_nan=False)]
    as_of: PlanDate | None
    where: Text
    lines: list[Annotated[int, Field(ge=1, strict=True)]]


class Indicator(_Section):
    """A named figure and every statement of it."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    commitment: Number | None
    goal: Number | None
    label: TextMap
    unit: TextMap
    statements: Annotated[list[Statement], Field(min_length=1)]


class Recommendation(_Section):
    """What the IRM asked for."""

    letter: Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
    text: TextMap


class PlanFile(_Section):
    """The whole document."""

    plan: Plan
    themes: Annotated[list[Theme], Field(min_length=1)]
    institutions: Annotated[list[Institution], Field(min_length=1)]
    working_groups: list[WorkingGroup] = []
    meetings: list[Meeting] = []
    commitments: Annotated[list[Commitment], Field(min_length=1)]
    consultation: Consultation | None = None
    indicators: list[Indicator] = []
    irm_recommendations: list[Recommendation] = []
