"""What the registry says of those who take part: memberships, groups, meetings, recommendations, indicators."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime

from constancia_events.dates import PlanDate
from constancia_events.event import Event
from constancia_events.keys import Acronym, Number, PlanId
from constancia_events.texts import TextMap
from constancia_events.vocabulary import MeetingKind, MeetingStatus


class MembershipChanged(Event):
    """An institution joined the roundtable or a working group of a plan, or left it."""

    type: ClassVar[str] = "commitments.membership_changed.v1"
    stream_key: ClassVar[str] = "membership/<plan>/<working group, 0 for the roundtable>/<institution>"
    plan: PlanId
    working_group: Number | None
    """Null for the roundtable."""
    institution: Acronym
    joined_on: date | None
    """Null where it is not known since when."""
    left_on: date | None
    """Its last day as a member; null while it is one."""
    reason: TextMap | None


class WorkingGroupDefined(Event):
    """A working group was entered, or its description changed."""

    type: ClassVar[str] = "commitments.working_group_defined.v1"
    stream_key: ClassVar[str] = "working_group/<plan>/<number>"
    plan: PlanId
    number: Number
    title: TextMap | None
    commitments: list[Number]
    """Those that it follows."""
    convened_by: list[Acronym]
    """Institutions that call it together."""


class MeetingRecorded(Event):
    """A meeting was called, held, moved or cancelled, or what is known of it changed."""

    type: ClassVar[str] = "commitments.meeting_recorded.v1"
    stream_key: ClassVar[str] = "meeting/<plan>/<number>"
    plan: PlanId
    number: Number
    kind: MeetingKind
    status: MeetingStatus
    held_on: date
    """Its day in the plan's time zone, whether it was held already or not."""
    originally_on: date | None
    """The day for which it was called first, where it was moved."""
    place: TextMap | None
    department: str | None
    """By ISO 3166-2, as GT-16."""
    working_group: Number | None
    agenda_url: str | None
    """As printed."""
    minutes_url: str | None
    """As printed."""
    attendance: list[Acronym]
    """Institutions that were there."""


class RecommendationDefined(Event):
    """What the IRM asked for in a review of an earlier plan."""

    type: ClassVar[str] = "commitments.recommendation_defined.v1"
    stream_key: ClassVar[str] = "recommendation/<plan>/<letter>"
    plan: PlanId
    letter: str
    """As the review prints it, from a."""
    text: TextMap
    of_plan: int | None
    """The ordinal of the plan whose review asked for it."""


class RecommendationFollowed(Event):
    """Something was done about a recommendation."""

    type: ClassVar[str] = "commitments.recommendation_followed.v1"
    stream_key: ClassVar[str] = "recommendation/<plan>/<letter>"
    plan: PlanId
    letter: str
    """As the review prints it, from a."""
    n: int
    """Which thing that was done about it, from 1."""
    done_on: date | None
    """Null where the day is not known."""
    text: TextMap
    commitment: Number | None
    """The commitment by which it was done."""


class IndicatorDefined(Event):
    """A named figure of a plan, a commitment or a goal was entered, or its description changed."""

    type: ClassVar[str] = "commitments.indicator_defined.v1"
    stream_key: ClassVar[str] = "indicator/<plan>/<key>"
    plan: PlanId
    key: str
    """By which texts insert it."""
    commitment: Number | None
    goal: Number | None
    label: TextMap
    unit: TextMap


class IndicatorStated(Event):
    """Somebody stated the value of an indicator; every statement is kept with where it was stated."""

    type: ClassVar[str] = "commitments.indicator_stated.v1"
    stream_key: ClassVar[str] = "indicator/<plan>/<key>"
    plan: PlanId
    key: str
    """By which texts insert it."""
    n: int
    """Which statement of this indicator it is, from 1."""
    value: float
    """In the unit of the indicator."""
    as_of: PlanDate | None
    """The day or month that the figure speaks of, where one is given."""
    where: str
    """The document and section that states it."""
    lines: list[int]
    """Lines of that document, where they are known."""
    evidence_url: str | None
    """The source, as printed."""
    institution: Acronym | None
    """Who stated it; null where a plan file did."""
    effective_on: date
    """The day on which it was stated, in the plan's time zone."""
    effective_at: AwareDatetime
    """The instant from which it counts."""
