"""The plan file: one country's plan, its goals, evidence and consultation, as one JSON document.

The registry checks and keeps the whole file; the services that own evidence and consultations claim their sections.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from constancia_events.dates import PlanDate
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


Day = Annotated[date, BeforeValidator(_strict_day)]
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


class Defect(BaseModel):
    """One thing wrong with a document: where (JSON Pointer), and why, as a message with its values."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    code: str
    message: str
    values: dict[str, str] = {}


REPEATED = "{value} is given more than once here"
UNKNOWN_INSTITUTION = "No institution {value} is listed under /institutions"
UNKNOWN_THEME = "No theme {value} is listed under /themes"
UNKNOWN_COMMITMENT = "No commitment {value} is listed under /commitments"
UNKNOWN_GOAL = "Commitment {commitment} has no goal {value}"
UNKNOWN_SUBGOAL = "This goal has no subgoal {value}"
ENDS_BEFORE_START = "{ends} lies before {starts}, on which it begins"
ZONE_NEEDED = "Country {value} has several time zones: give one as time_zone"


def defects(file: PlanFile) -> Iterator[Defect]:
    """Everything that the shape alone cannot show: repeated keys, references to what is not there, impossible windows.

    What a plan may really say, however odd (a goal that ends before it starts), is a finding later and no defect here.
    """
    yield from _plan_window(file)
    yield from _repeats(file)
    yield from _references(file)


def _plan_window(file: PlanFile) -> Iterator[Defect]:
    plan, consultation = file.plan, file.consultation
    if plan.ends_on < plan.starts_on:
        yield _ends_before("/plan/ends_on", plan.starts_on, plan.ends_on)
    if consultation is not None and consultation.closes_on < consultation.opens_on:
        yield _ends_before("/consultation/closes_on", consultation.opens_on, consultation.closes_on)


def _repeats(file: PlanFile) -> Iterator[Defect]:
    yield from _repeated("/themes", "number", [t.number for t in file.themes])
    yield from _repeated("/institutions", "acronym", [i.acronym for i in file.institutions])
    yield from _repeated("/working_groups", "number", [g.number for g in file.working_groups])
    yield from _repeated("/commitments", "number", [c.number for c in file.commitments])
    yield from _repeated("/indicators", "key", [i.key for i in file.indicators])
    yield from _repeated("/irm_recommendations", "letter", [r.letter for r in file.irm_recommendations])
    for c, commitment in enumerate(file.commitments):
        at = f"/commitments/{c}"
        yield from _repeated(f"{at}/leads", "institution", [lead.institution for lead in commitment.leads])
        yield from _repeated(f"{at}/goals", "number", [g.number for g in commitment.goals])
        for g, goal in enumerate(commitment.goals):
            yield from _repeated(f"{at}/goals/{g}/subgoals", "number", [s.number for s in goal.subgoals])
            yield from _repeated(f"{at}/goals/{g}/evidence", "url", [(e.url, e.subgoal) for e in goal.evidence])


def _references(file: PlanFile) -> Iterator[Defect]:
    themes = {t.number for t in file.themes}
    institutions = {i.acronym for i in file.institutions}
    goals = {c.number: {g.number for g in c.goals} for c in file.commitments}
    for c, commitment in enumerate(file.commitments):
        at = f"/commitments/{c}"
        if commitment.theme not in themes:
            yield _unknown(f"{at}/theme", UNKNOWN_THEME, commitment.theme)
        yield from _strangers(f"{at}/leads/{{}}/institution", [x.institution for x in commitment.leads], institutions)
        for g, goal in enumerate(commitment.goals):
            parts = {s.number for s in goal.subgoals}
            for e, citation in enumerate(goal.evidence):
                if citation.subgoal is not None and citation.subgoal not in parts:
                    yield _unknown(f"{at}/goals/{g}/evidence/{e}/subgoal", UNKNOWN_SUBGOAL, citation.subgoal)
    yield from _group_references(file.working_groups, goals, institutions)
    if file.consultation is not None and file.consultation.workshop is not None:
        yield from _answer_references(file.consultation.workshop.answers, themes, institutions)
    yield from _indicator_references(file.indicators, goals)


def _group_references(
    groups: list[WorkingGroup], goals: dict[int, set[int]], institutions: set[str]
) -> Iterator[Defect]:
    for g, group in enumerate(groups):
        yield from _strangers(f"/working_groups/{g}/convened_by/{{}}", group.convened_by, institutions)
        for n, number in enumerate(group.commitments):
            if number not in goals:
                yield _unknown(f"/working_groups/{g}/commitments/{n}", UNKNOWN_COMMITMENT, number)


def _answer_references(answers: list[Answer], themes: set[int], institutions: set[str]) -> Iterator[Defect]:
    for a, answer in enumerate(answers):
        at = f"/consultation/workshop/answers/{a}"
        if answer.theme not in themes:
            yield _unknown(f"{at}/theme", UNKNOWN_THEME, answer.theme)
        yield from _strangers(f"{at}/institutions/{{}}", answer.institutions, institutions)


def _indicator_references(indicators: list[Indicator], goals: dict[int, set[int]]) -> Iterator[Defect]:
    for i, indicator in enumerate(indicators):
        if indicator.commitment is not None and indicator.commitment not in goals:
            yield _unknown(f"/indicators/{i}/commitment", UNKNOWN_COMMITMENT, indicator.commitment)
        elif indicator.goal is not None and indicator.goal not in goals.get(indicator.commitment or 0, set()):
            values = {"value": str(indicator.goal), "commitment": str(indicator.commitment)}
            yield Defect(pointer=f"/indicators/{i}/goal", code="unknown_reference", message=UNKNOWN_GOAL, values=values)


def _strangers(template: str, acronyms: list[str], institutions: set[str]) -> Iterator[Defect]:
    for n, acronym in enumerate(acronyms):
        if acronym not in institutions:
            yield _unknown(template.format(n), UNKNOWN_INSTITUTION, acronym)


def _repeated(at: str, member: str, values: Sequence[object]) -> Iterator[Defect]:
    seen: set[object] = set()
    for n, value in enumerate(values):
        if value in seen:
            shown = str(value[0] if isinstance(value, tuple) else value)
            yield Defect(pointer=f"{at}/{n}/{member}", code="repeated", message=REPEATED, values={"value": shown})
        seen.add(value)


def _unknown(pointer: str, message: str, value: object) -> Defect:
    return Defect(pointer=pointer, code="unknown_reference", message=message, values={"value": str(value)})


def _ends_before(pointer: str, starts: date, ends: date) -> Defect:
    values = {"starts": starts.isoformat(), "ends": ends.isoformat()}
    return Defect(pointer=pointer, code="ends_before_start", message=ENDS_BEFORE_START, values=values)
