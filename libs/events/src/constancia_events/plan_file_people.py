"""Those who take part in a plan, and what is said of it: groups, meetings, indicators, recommendations, descent."""

from typing import Annotated

from pydantic import Field

from constancia_events.dates import PlanDate
from constancia_events.keys import Acronym, Number, PlanId
from constancia_events.plan_file_fields import Day, Department, IndicatorKey, Letter, PrintedUrl, Section
from constancia_events.texts import Text, TextMap
from constancia_events.vocabulary import LineageKind, MeetingKind, MeetingStatus

Line = Annotated[int, Field(ge=1, le=9_999_999, strict=True)]


class Member(Section):
    """An institution in a working group; days are null where they are not known, `left_on` while it is a member."""

    institution: Acronym
    joined_on: Day | None = None
    left_on: Day | None = None


class WorkingGroup(Section):
    """A group that follows some commitments."""

    number: Number
    title: TextMap | None = None
    commitments: list[Number]
    convened_by: list[Acronym]
    members: list[Member] = Field(default_factory=list)


class Meeting(Section):
    """A meeting of the roundtable, a working group or with civil society; its place in the list is its number."""

    kind: MeetingKind
    held_on: Day
    originally_on: Day | None
    place: TextMap | None
    department: Department | None = None
    working_group: Number | None = None
    agenda_url: PrintedUrl | None
    minutes_url: PrintedUrl | None = None
    status: MeetingStatus
    attendance: list[Acronym] = Field(default_factory=list)


class Statement(Section):
    """One place that states an indicator."""

    value: Annotated[float, Field(strict=True, allow_inf_nan=False)]
    as_of: PlanDate | None
    where: Text
    lines: list[Line]
    evidence_url: PrintedUrl | None = None


class Indicator(Section):
    """A named figure and every statement of it; one that nobody has stated yet has none."""

    key: IndicatorKey
    commitment: Number | None
    goal: Number | None
    label: TextMap
    unit: TextMap
    statements: list[Statement]


class FollowUp(Section):
    """Something that was done about a recommendation."""

    done_on: Day | None = None
    text: TextMap
    commitment: Number | None = None


class Recommendation(Section):
    """What the IRM asked for; `of_plan` is the ordinal of the plan whose review did."""

    letter: Letter
    text: TextMap
    of_plan: Number | None = None
    followed_up: list[FollowUp] = Field(default_factory=list)


class Lineage(Section):
    """How something of this plan descends from something of an earlier plan; `to_…` is null where it was dropped."""

    kind: LineageKind
    from_plan: PlanId
    from_commitment: Number
    from_goal: Number | None = None
    to_commitment: Number | None = None
    to_goal: Number | None = None
    note: TextMap | None = None
