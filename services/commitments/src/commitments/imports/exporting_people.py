"""The people's side of a plan as the sections of a plan file."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

import commitments.indicator.store as indicator_store
import commitments.meeting.store as meeting_store
import commitments.recommendation.store as recommendation_store
import commitments.working_group.store as group_store
from commitments.indicator.aggregate import Indicator
from commitments.meeting.aggregate import Meeting
from commitments.membership.aggregate import Membership, Period
from commitments.recommendation.aggregate import Recommendation
from commitments.working_group.aggregate import WorkingGroup

JsonObject = dict[str, Any]
Key = TypeVar("Key")
Members = Mapping[tuple[int, str], Membership]


async def sections_of(connection: AsyncConnection, plan: str, members: Members, base: JsonObject) -> JsonObject:
    """Groups, meetings, indicators and recommendations of a plan, in the order of the newest file (`base`)."""
    groups = await group_store.every(connection, plan)
    meetings = await meeting_store.every(connection, plan)
    indicators = await indicator_store.every(connection, plan)
    asked = await recommendation_store.every(connection, plan)
    groups_before = {one["number"]: one for one in base.get("working_groups", ())}
    numbers = in_order(groups_before, sorted(groups))
    keys = in_order([one["key"] for one in base.get("indicators", ())], list(indicators))
    letters = in_order([one["letter"] for one in base.get("irm_recommendations", ())], sorted(asked))
    listed = sorted(meetings, key=lambda one: (one.place_in_file is None, one.place_in_file or 0, one.number))
    return {
        "working_groups": [_group(groups[number], members, groups_before.get(number, {})) for number in numbers],
        "meetings": [_meeting(one) for one in listed],
        "indicators": [_indicator(indicators[key]) for key in keys],
        "irm_recommendations": [_recommendation(asked[letter]) for letter in letters],
    }


def institutions_in(sections: JsonObject) -> Iterator[str]:
    """Every institution that the sections name."""
    for group in sections["working_groups"]:
        yield from group["convened_by"]
        yield from (member["institution"] for member in group["members"])
    for meeting in sections["meetings"]:
        yield from meeting["attendance"]


def days_of(period: Period) -> JsonObject:
    """The days of a membership as a file prints them."""
    return {
        "joined_on": None if period.joined_on is None else period.joined_on.isoformat(),
        "left_on": None if period.left_on is None else period.left_on.isoformat(),
    }


def _group(group: WorkingGroup, members: Members, base: JsonObject) -> JsonObject:
    own = {one.institution: one.last for (number, _), one in members.items() if number == group.number and one.last}
    names = in_order([member["institution"] for member in base.get("members", ())], sorted(own))
    return {
        "number": group.number,
        "title": group.title,
        "commitments": list(group.commitments),
        "convened_by": list(group.convened_by),
        "members": [{"institution": name, **days_of(own[name])} for name in names],
    }


def _meeting(meeting: Meeting) -> JsonObject:
    first = meeting.originally_on
    return {
        "kind": meeting.kind.value,
        "status": meeting.status.value,
        "held_on": meeting.held_on.isoformat(),
        "originally_on": None if first is None else first.isoformat(),
        "place": meeting.place,
        "department": meeting.department,
        "working_group": meeting.working_group,
        "agenda_url": meeting.agenda_url,
        "minutes_url": meeting.minutes_url,
        "attendance": list(meeting.attendance),
    }


def _indicator(indicator: Indicator) -> JsonObject:
    return {
        "key": indicator.key,
        "commitment": indicator.commitment,
        "goal": indicator.goal,
        "label": indicator.label,
        "unit": indicator.unit,
        "statements": [
            {
                "value": stated.value,
                "as_of": None if stated.as_of is None else str(stated.as_of),
                "where": stated.where,
                "lines": list(stated.lines),
                "evidence_url": stated.evidence_url,
            }
            for stated in indicator.statements
        ],
    }


def _recommendation(asked: Recommendation) -> JsonObject:
    return {
        "letter": asked.letter,
        "text": asked.text,
        "of_plan": asked.of_plan,
        "followed_up": [
            {
                "done_on": None if done.done_on is None else done.done_on.isoformat(),
                "text": done.text,
                "commitment": done.commitment,
            }
            for done in asked.followed_up
        ],
    }


def in_order(before: Collection[Key], known: Collection[Key]) -> list[Key]:
    """What is on record, as the file had it; what came since, behind."""
    return [*(key for key in before if key in known), *(key for key in known if key not in before)]
