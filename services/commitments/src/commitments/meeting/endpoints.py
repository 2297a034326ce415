"""Meetings over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

import commitments.plan.store as plan_store
from commitments.deps import LeadOrPointOfContact, OpenTransaction
from commitments.meeting import store
from commitments.meeting.aggregate import Meeting
from commitments.meeting.commands.record_meeting import (
    CallMeeting,
    ChangeMeeting,
    Recorder,
    call_meeting,
    change_meeting,
)
from commitments.meeting.schemas import MeetingChange, MeetingIn, MeetingOut
from commitments.meeting.store import Wanted
from constancia_events.keys import PlanId
from constancia_events.plan_file_fields import Day
from constancia_events.vocabulary import MeetingKind, MeetingStatus
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import After, CursorUnreadable, Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads
from constancia_web.tokens import Actor

router = APIRouter(prefix="/v1/plans/{plan}/meetings", tags=["meetings"])


@router.get("", responses=problems(404, 422))
async def list_meetings(
    plan: PlanId,
    connection: Reads,
    paging: Paging,
    kind: MeetingKind | None = None,
    status: MeetingStatus | None = None,
    since: Annotated[Day | None, Query(alias="from", description="Not before this day.")] = None,
    until: Annotated[Day | None, Query(alias="to", description="Not after this day.")] = None,
    working_group: Annotated[int | None, Query(ge=1, le=9_999, description="Of this working group.")] = None,
) -> Page[MeetingOut]:
    """The meetings of a plan, by day."""
    await plan_store.load(connection, plan)
    wanted = Wanted(kind=kind, status=status, since=since, until=until, working_group=working_group)
    after = _after(paging.cursor) if paging.cursor else None
    found = await store.page(connection, plan, wanted, after=after, limit=paging.fetch)
    return paging.page(found, MeetingOut.of, lambda meeting: (meeting.held_on.isoformat(), meeting.number))


@router.get("/{meeting}", responses=problems(404, 422) | UNCHANGED)
async def get_meeting(plan: PlanId, meeting: PathNumber, response: Response, connection: Reads) -> MeetingOut:
    """One meeting."""
    return _shown(response, await store.load(connection, plan, meeting))


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_meeting(
    plan: PlanId,
    actor: LeadOrPointOfContact,
    body: MeetingIn,
    transaction: OpenTransaction,
    response: Response,
) -> MeetingOut:
    """Call a meeting, or enter one that was held. A convener of a working group may do so for its own."""
    command = CallMeeting(plan=plan, fields=body.fields, by=_recorder(actor))
    async with transaction(actor=actor.client_id) as tx:
        meeting = await call_meeting(tx, command)
    response.headers["Location"] = f"/v1/plans/{plan}/meetings/{meeting.number}"
    return _shown(response, meeting)


@router.patch("/{meeting}", responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428))
async def update_meeting(
    plan: PlanId,
    meeting: PathNumber,
    actor: LeadOrPointOfContact,
    expected: IfMatch,
    body: MeetingChange,
    transaction: OpenTransaction,
    response: Response,
) -> MeetingOut:
    """Say what became of a meeting: moved, held with attendance and minutes, or cancelled. Send its ETag as If-Match.

    A meeting that is given another day keeps the first for which it was called as `originally_on`.
    """
    command = ChangeMeeting(plan=plan, number=meeting, changes=body.given, by=_recorder(actor), expected=expected)
    async with transaction(actor=actor.client_id) as tx:
        changed = await change_meeting(tx, command)
    return _shown(response, changed)


def _recorder(actor: Actor) -> Recorder:
    return Recorder(is_point_of_contact="plan:admin" in actor.scopes, institution=actor.institution)


def _after(cursor: After) -> tuple[date, int]:
    day, number = cursor.of(str, int)
    try:
        return date.fromisoformat(day), number
    except ValueError as cause:
        raise CursorUnreadable from cause


def _shown(response: Response, meeting: Meeting) -> MeetingOut:
    response.headers["ETag"] = etag(meeting.version)
    return MeetingOut.of(meeting)
