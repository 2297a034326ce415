"""Who takes part in a plan: the roundtable, working groups, meetings, reporting periods, what the IRM asked for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import (
    MeetingRecorded,
    MembershipChanged,
    RecommendationDefined,
    RecommendationFollowed,
    ReportingPeriodClosed,
    ReportingPeriodOpened,
    WorkingGroupDefined,
)
from constancia_events.texts import TextMap
from constancia_events.vocabulary import MeetingStatus
from reporting.compliance.facts import Facts
from reporting.compliance.moment import Moment
from reporting.compliance.schemas import Compliance
from reporting.site.names import names_of

_BY = "plan = :plan and effective_at <= :at"
_NEWEST = "effective_at desc, pos desc"
_MEMBERSHIPS = text(f"select body from memberships where {_BY} order by working_group, institution, effective_at, pos")  # noqa: S608
_GROUPS = text(f"select distinct on (number) body from working_groups where {_BY} order by number, {_NEWEST}")  # noqa: S608
_MEETINGS = text(f"select distinct on (number) body from meetings where {_BY} order by number, {_NEWEST}")  # noqa: S608
_PERIODS = text(f"select distinct on (number) body from reporting_periods where {_BY} order by number, {_NEWEST}")  # noqa: S608
_CLOSINGS = text(
    "select distinct on (number) body, recorded_at from reporting_period_closings"  # noqa: S608 - constants
    f" where {_BY} order by number, {_NEWEST}"
)
_ASKED = text(f"select distinct on (letter) body from recommendations where {_BY} order by letter, {_NEWEST}")  # noqa: S608
_DONE = text("select body, effective_at from recommendation_follow_ups where plan = :plan order by letter, pos")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An institution at the roundtable or in a group; days are YYYY-MM-DD, None where they are not known."""

    acronym: str
    joined_on: str | None
    left_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A working group with its members; those who have left are apart."""

    defined: WorkingGroupDefined
    members: tuple[Member, ...]
    former: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A reporting period, and how it ended where it has."""

    opened: ReportingPeriodOpened
    closed: ReportingPeriodClosed | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What the IRM asked for, and what was done about it."""

    asked: RecommendationDefined
    done: tuple[RecommendationFollowed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationPage:
    """Who takes part in a plan as of an instant; `names` by acronym, for whoever is on record."""

    compliance: Compliance
    is_past: bool
    public_url: str
    members: tuple[Member, ...]
    former: tuple[Member, ...]
    groups: tuple[Group, ...]
    meetings: tuple[MeetingRecorded, ...]
    periods: tuple[Period, ...]
    recommendations: tuple[Recommendation, ...]
    names: dict[str, TextMap]


async def participation_page(
    connection: AsyncConnection, read: tuple[Facts, Compliance], moment: Moment, public_url: str
) -> ParticipationPage:
    """Who takes part in a plan as of `moment`."""
    facts, compliance = read
    zone = ZoneInfo(facts.plan.time_zone)
    by = {"plan": facts.plan.plan, "at": moment.instant(zone)}
    day = moment.day(zone)
    members = await _members(connection, by, day)
    groups = [WorkingGroupDefined.model_validate(body) for body in await _bodies(connection, _GROUPS, by)]
    here, former = members[0]
    meetings = await _meetings(connection, by, day)
    periods = await _periods(connection, by)
    acronyms = {member.acronym for both in members.values() for some in both for member in some}
    acronyms |= {acronym for group in groups for acronym in group.convened_by}
    acronyms |= {acronym for meeting in meetings for acronym in meeting.attendance}
    acronyms |= {part.institution for period in periods if period.closed for part in period.closed.missing}
    return ParticipationPage(
        compliance=compliance,
        is_past=moment.is_past,
        public_url=public_url,
        members=here,
        former=former,
        groups=tuple(
            Group(defined=group, members=members[group.number][0], former=members[group.number][1]) for group in groups
        ),
        meetings=meetings,
        periods=periods,
        recommendations=await _recommendations(connection, by, day),
        names=await names_of(connection, acronyms),
    )


Members = tuple[tuple[Member, ...], tuple[Member, ...]]
"""Those who belong on a day, and those who did before."""


async def _members(connection: AsyncConnection, by: dict[str, Any], day: date) -> defaultdict[int, Members]:
    said: dict[tuple[int, str], list[MembershipChanged]] = defaultdict(list)
    for body in await _bodies(connection, _MEMBERSHIPS, by):
        event = MembershipChanged.model_validate(body)
        said[event.working_group or 0, event.institution].append(event)
    found: defaultdict[int, Members] = defaultdict(lambda: ((), ()))
    for (group, acronym), events in said.items():
        stay = _stay(events, day)
        if stay is None:
            continue
        member = Member(
            acronym=acronym,
            joined_on=stay.joined_on.isoformat() if stay.joined_on else None,
            left_on=stay.left_on.isoformat() if stay.left_on else None,
        )
        here, former = found[group]
        is_former = stay.left_on is not None and stay.left_on < day
        found[group] = (here, (*former, member)) if is_former else ((*here, member), former)
    return found


def _stay(events: list[MembershipChanged], day: date) -> MembershipChanged | None:
    """The last stay that had begun by `day`. What was said later of one stay replaces what was said of it before."""
    stays: list[MembershipChanged] = []
    for event in events:
        left = stays[-1].left_on if stays else None
        is_another = left is not None and event.joined_on is not None and event.joined_on > left
        if stays and not is_another:
            stays.pop()
        stays.append(event)
    begun = [stay for stay in stays if stay.joined_on is None or stay.joined_on <= day]
    return begun[-1] if begun else None


async def _meetings(connection: AsyncConnection, by: dict[str, Any], day: date) -> tuple[MeetingRecorded, ...]:
    """By day, the newest first; of those after `day` only what was called by then."""
    meetings = [MeetingRecorded.model_validate(body) for body in await _bodies(connection, _MEETINGS, by)]
    known = [one for one in meetings if one.held_on <= day or one.status is MeetingStatus.SCHEDULED]
    return tuple(sorted(known, key=lambda one: (one.held_on, one.number), reverse=True))


async def _periods(connection: AsyncConnection, by: dict[str, Any]) -> tuple[Period, ...]:
    closings = {row.body["number"]: row for row in await connection.execute(_CLOSINGS, by)}
    found = []
    for body in await _bodies(connection, _PERIODS, by):
        opened = ReportingPeriodOpened.model_validate(body)
        closing = closings.get(opened.number)
        closed = ReportingPeriodClosed.model_validate(closing.body) if closing else None
        found.append(Period(opened=opened, closed=closed, closed_at=closing.recorded_at if closing else None))
    return tuple(sorted(found, key=lambda one: one.opened.starts_on, reverse=True))


async def _recommendations(connection: AsyncConnection, by: dict[str, Any], day: date) -> tuple[Recommendation, ...]:
    """What was done counts from its day; where that is not known, from when it was said."""
    done: dict[str, dict[int, RecommendationFollowed]] = defaultdict(dict)
    for row in await connection.execute(_DONE, {"plan": by["plan"]}):
        event = RecommendationFollowed.model_validate(row.body)
        if event.done_on <= day if event.done_on else row.effective_at <= by["at"]:
            done[event.letter][event.n] = event
    asked = [RecommendationDefined.model_validate(body) for body in await _bodies(connection, _ASKED, by)]
    return tuple(Recommendation(asked=one, done=tuple(done[one.letter].values())) for one in asked)


async def _bodies(connection: AsyncConnection, query: Any, by: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (await connection.scalars(query, by)).all()
