"""The people's side of a plan file: members, groups, meetings, recommendations, indicators. It only ever adds.

What a file no longer lists stays on record; and what it says as its predecessor did is not said again, so that loading
a corrected file undoes nothing that was changed since.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import commitments.indicator.store as indicator_store
import commitments.meeting.store as meeting_store
import commitments.membership.store as membership_store
import commitments.recommendation.store as recommendation_store
import commitments.working_group.store as group_store
from commitments.imports.errors import FileRefused
from commitments.imports.reading import Statement
from commitments.imports.store import Import
from commitments.indicator import aggregate as indicator
from commitments.meeting.aggregate import Meeting
from commitments.meeting.errors import MeetingRefused
from commitments.membership.aggregate import ROUNDTABLE, Membership
from commitments.recommendation import aggregate as recommendation
from commitments.working_group.aggregate import WorkingGroup
from constancia_bus.transaction import Transaction
from constancia_events import plan_file_people as sections
from constancia_events.plan_file import PlanFile
from constancia_runtime.errors import Fault

_Seat = tuple[int, str]
_Days = tuple[date | None, date | None]


async def take_people(tx: Transaction, file: PlanFile, statement: Statement, last: Import | None) -> None:
    """Bring the people's side of a plan to what the file says; `last` is the file before it. The plan row is held.

    Raises FileRefused for a meeting that cannot have been held.
    """
    before = None if last is None else PlanFile.model_validate_json(last.document)
    await _groups(tx, file, before)
    await _memberships(tx, file, before)
    await _meetings(tx, file, before, statement)
    await _recommendations(tx, file, before, statement)
    await _indicators(tx, file, before, statement)


async def _groups(tx: Transaction, file: PlanFile, before: PlanFile | None) -> None:
    known = await group_store.every(tx.connection, file.plan.id)
    said = {one.number: _described(one) for one in before.working_groups} if before else {}
    changed = []
    for one in file.working_groups:
        on_record = known.get(one.number)
        if on_record is not None and said.get(one.number) == _described(one):
            continue
        group = WorkingGroup(
            plan=file.plan.id,
            number=one.number,
            title=one.title,
            commitments=tuple(one.commitments),
            convened_by=tuple(one.convened_by),
        )
        if defined := group.define(on_record):
            after, event = defined
            changed.append(after)
            tx.record(event, stream=after.stream, version=after.version)
    await group_store.save(tx, changed)


def _described(group: sections.WorkingGroup) -> sections.WorkingGroup:
    """A group without its members, who have a history of their own."""
    return group.model_copy(update={"members": []})


async def _memberships(tx: Transaction, file: PlanFile, before: PlanFile | None) -> None:
    known = await membership_store.every(tx.connection, file.plan.id)
    said = dict(_seats(before)) if before else {}
    changed = []
    for seat, days in _seats(file):
        on_record = known.get(seat)
        if on_record is not None and said.get(seat) == days:
            continue
        group, institution = seat
        member = on_record or Membership(plan=file.plan.id, group=group, institution=institution)
        if stated := member.state(*days):
            after, event = stated
            changed.append(after)
            tx.record(event, stream=after.stream, version=after.version)
    await membership_store.save(tx, changed)


def _seats(file: PlanFile) -> Iterable[tuple[_Seat, _Days]]:
    """Who sits where according to a file, with the first and the last day where they are given."""
    for one in file.institutions:
        if one.roundtable:
            yield (ROUNDTABLE, one.acronym), (one.joined_on, one.left_on)
    for group in file.working_groups:
        for member in group.members:
            yield (group.number, member.institution), (member.joined_on, member.left_on)


async def _meetings(tx: Transaction, file: PlanFile, before: PlanFile | None, statement: Statement) -> None:
    _check_meetings(file, statement)
    on_record = await meeting_store.every(tx.connection, file.plan.id)
    by_number = {one.number: one for one in on_record}
    by_place = {one.place_in_file: one for one in on_record if one.place_in_file is not None}
    said = dict(enumerate(before.meetings, start=1)) if before else {}
    changed: dict[int, Meeting] = {}
    for place, one in enumerate(file.meetings, start=1):
        known = by_place.get(place) or _same_meeting(by_number.get(place), one)
        if known is not None and known.place_in_file is not None and said.get(place) == one:
            continue
        taken = by_number.keys() | changed.keys()
        number = known.number if known else place if place not in taken else max(taken) + 1
        meeting = _meeting(file.plan.id, number, place, one)
        if recorded := meeting.record(known):
            after, event = recorded
            changed[number] = after
            tx.record(event, stream=after.stream, version=after.version)
        elif known is not None and known.place_in_file is None:
            changed[number] = replace(known, place_in_file=place)
    await meeting_store.save(tx, list(changed.values()))


def _check_meetings(file: PlanFile, statement: Statement) -> None:
    """Refuse what cannot be: its references are known to be good by now. Raises FileRefused with every fault."""
    faults: list[Fault] = []
    for place, one in enumerate(file.meetings, start=1):
        groups = {group.number for group in file.working_groups}
        try:
            _meeting(file.plan.id, place, place, one).check(
                zone=statement.zone, now=statement.now, institutions=set(one.attendance), groups=groups
            )
        except MeetingRefused as refused:
            faults += [replace(fault, pointer=f"/meetings/{place - 1}{fault.pointer}") for fault in refused.faults]
    if faults:
        raise FileRefused(faults=tuple(faults), count=len(faults))


def _same_meeting(on_record: Meeting | None, one: sections.Meeting) -> Meeting | None:
    """The meeting that was recorded over HTTP under this number, where it is the one that the file speaks of."""
    if on_record is None or on_record.place_in_file is not None:
        return None
    return on_record if (on_record.kind, on_record.held_on) == (one.kind, one.held_on) else None


def _meeting(plan: str, number: int, place: int, one: sections.Meeting) -> Meeting:
    return Meeting(
        plan=plan,
        number=number,
        kind=one.kind,
        status=one.status,
        held_on=one.held_on,
        originally_on=None if one.originally_on == one.held_on else one.originally_on,
        place=one.place,
        department=one.department,
        working_group=one.working_group,
        agenda_url=one.agenda_url,
        minutes_url=one.minutes_url,
        attendance=tuple(one.attendance),
        place_in_file=place,
    )


async def _recommendations(tx: Transaction, file: PlanFile, before: PlanFile | None, statement: Statement) -> None:
    known = await recommendation_store.every(tx.connection, file.plan.id)
    said = {one.letter: _asked(one) for one in before.irm_recommendations} if before else {}
    for one in file.irm_recommendations:
        on_record = known.get(one.letter)
        asked = recommendation.Recommendation(plan=file.plan.id, letter=one.letter, text=one.text, of_plan=one.of_plan)
        is_new = on_record is None or said.get(one.letter) != _asked(one)
        after = on_record or asked
        if is_new and (defined := asked.define(on_record)):
            after, event = defined
            tx.record(event, stream=after.stream, version=after.version)
        listed = [
            recommendation.FollowUp(
                done_on=done.done_on,
                text=done.text,
                commitment=done.commitment,
                stated_at=statement.now,
                stated_by=statement.by,
            )
            for done in one.followed_up
        ]
        for done in after.not_yet_stated(listed):
            after, followed = after.follow_up(done)
            tx.record(followed, stream=after.stream, version=after.version)
        if after is not on_record:
            await recommendation_store.save(tx, after, on_record)


def _asked(one: sections.Recommendation) -> sections.Recommendation:
    """A recommendation without what was done about it, which is counted on the record."""
    return one.model_copy(update={"followed_up": []})


async def _indicators(tx: Transaction, file: PlanFile, before: PlanFile | None, statement: Statement) -> None:
    known = await indicator_store.every(tx.connection, file.plan.id)
    said = {one.key: _named(one) for one in before.indicators} if before else {}
    changed: list[tuple[indicator.Indicator, indicator.Indicator | None]] = []
    for one in file.indicators:
        on_record = known.get(one.key)
        named = indicator.Indicator(
            plan=file.plan.id,
            key=one.key,
            commitment=one.commitment,
            goal=one.goal,
            label=one.label,
            unit=one.unit,
        )
        is_new = on_record is None or said.get(one.key) != _named(one)
        after = on_record or named
        if is_new and (defined := named.define(on_record)):
            after, event = defined
            tx.record(event, stream=after.stream, version=after.version)
        for new in after.not_yet_stated([_stated(place, statement) for place in one.statements]):
            after, value = after.state(new)
            tx.record(value, stream=after.stream, version=after.version)
        if after is not on_record:
            changed.append((after, on_record))
    await indicator_store.save(tx, changed)


def _named(one: sections.Indicator) -> tuple[object, ...]:
    """An indicator without its statements, which are counted on the record."""
    return (one.commitment, one.goal, one.label, one.unit)


def _stated(place: sections.Statement, statement: Statement) -> indicator.Statement:
    return indicator.Statement(
        value=place.value,
        as_of=place.as_of,
        where=place.where,
        lines=tuple(place.lines),
        evidence_url=place.evidence_url,
        institution=None,
        effective_on=statement.effective_on,
        effective_at=statement.effective_at,
        stated_at=statement.now,
        stated_by=statement.by,
    )
