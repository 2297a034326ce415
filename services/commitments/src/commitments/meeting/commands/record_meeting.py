"""A meeting is called, or what is known of it changes: by the point of contact, or by a convener of its group."""

from dataclasses import dataclass
from typing import Any

import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
import commitments.working_group.store as group_store
from commitments.meeting import store
from commitments.meeting.aggregate import Meeting
from commitments.meeting.errors import NotTheConvener
from commitments.plan.aggregate import Plan
from commitments.working_group.aggregate import WorkingGroup
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Who records: the point of contact, or the institution that an agency's token speaks for."""

    is_point_of_contact: bool
    institution: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMeeting:
    """`fields` are those of the aggregate by name, all but its number."""

    plan: str
    fields: dict[str, Any]
    by: Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMeeting:
    """`changes` are fields of the aggregate by name; those that are not there stay as they are."""

    plan: str
    number: int
    changes: dict[str, Any]
    by: Recorder
    expected: Expectation


async def call_meeting(tx: Transaction, command: CallMeeting) -> Meeting:
    """Enter a meeting. Raises PlanNotFound, NotTheConvener, MeetingRefused."""
    plan = await plan_store.hold(tx, command.plan)
    number = await store.next_number(tx.connection, command.plan)
    meeting = Meeting(plan=command.plan, number=number, **command.fields)
    groups = await group_store.every(tx.connection, command.plan)
    _authorise(command.by, meeting, groups)
    return await _record(tx, meeting, None, plan, groups)


async def change_meeting(tx: Transaction, command: ChangeMeeting) -> Meeting:
    """Change a meeting. Raises PlanNotFound, MeetingNotFound, NotTheConvener, MeetingRefused, or STALE."""
    plan = await plan_store.hold(tx, command.plan)
    before = await store.load(tx.connection, command.plan, command.number)
    command.expected.check(before.version)
    meeting = before.changed(command.changes)
    groups = await group_store.every(tx.connection, command.plan)
    for one in (before, meeting):  # who may not record it before the change may not take it over by the change
        _authorise(command.by, one, groups)
    return await _record(tx, meeting, before, plan, groups)


def _authorise(by: Recorder, meeting: Meeting, groups: dict[int, WorkingGroup]) -> None:
    if by.is_point_of_contact:
        return
    group = groups.get(meeting.working_group) if meeting.working_group is not None else None
    if group is None or by.institution not in group.convened_by:
        raise NotTheConvener


async def _record(
    tx: Transaction, meeting: Meeting, before: Meeting | None, plan: Plan, groups: dict[int, WorkingGroup]
) -> Meeting:
    known = await institution_store.hold(tx, list(meeting.attendance))
    meeting.check(zone=plan.zone, now=tx.now, institutions=known.keys(), groups=groups.keys())
    if (recorded := meeting.record(before)) is None:
        return before or meeting
    after, event = recorded
    await store.save(tx, [after])
    tx.record(event, stream=after.stream, version=after.version)
    return after
