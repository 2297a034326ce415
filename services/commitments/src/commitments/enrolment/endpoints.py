"""Enrolment by link over HTTP, for programs; people have pages of their own."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

import commitments.plan.store as plan_store
import commitments.working_group.store as group_store
from commitments.deps import Now, OpenTransaction, PointOfContact
from commitments.enrolment import store
from commitments.enrolment.aggregate import EnrolmentState
from commitments.enrolment.commands.ask_to_join import ask_to_join
from commitments.enrolment.commands.decide_enrolment import DecideEnrolment, decide_enrolment
from commitments.enrolment.commands.make_link import MakeLink, close_link, make_link
from commitments.enrolment.schemas import (
    DecisionIn,
    EnrolmentIn,
    EnrolmentLinkIn,
    EnrolmentLinkMade,
    EnrolmentLinkOut,
    EnrolmentOut,
    EnrolmentReceipt,
    EnrolmentStateOut,
    InvitationOut,
)
from commitments.membership.aggregate import ROUNDTABLE
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import After, CursorUnreadable, Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1", tags=["enrolment"])

Code = Annotated[str, Path(min_length=1, max_length=100, description="The last part of the link.")]
Receipt = Annotated[str, Path(min_length=1, max_length=100, description="What was given for the request.")]
PRIVATE = "no-store"


@router.post("/plans/{plan}/enrolment-links", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_enrolment_link(
    plan: PlanId,
    actor: PointOfContact,
    body: EnrolmentLinkIn,
    transaction: OpenTransaction,
    request: Request,
    response: Response,
) -> EnrolmentLinkMade:
    """Make a link by which organisations ask to join. Its code is shown this once."""
    command = MakeLink(plan=plan, group=body.working_group or ROUNDTABLE, label=body.label, expires_on=body.expires_on)
    async with transaction(actor=actor.client_id) as tx:
        link, code = await make_link(tx, command)
    response.headers["Location"] = f"/v1/plans/{plan}/enrolment-links/{link.id}"
    response.headers["ETag"] = etag(link.version)
    response.headers["Cache-Control"] = PRIVATE
    origin: str = request.app.state.public_url
    return EnrolmentLinkMade(
        **dict(EnrolmentLinkOut.of(link)),
        code=code,
        url=f"{origin}/inscripcion/{code}",
        url_en=f"{origin}/en/enrolment/{code}",
    )


@router.get("/plans/{plan}/enrolment-links", responses=problems(401, 403, 404, 422))
async def list_enrolment_links(
    plan: PlanId, _actor: PointOfContact, connection: Reads, paging: Paging
) -> Page[EnrolmentLinkOut]:
    """The links of a plan, as they were made."""
    await plan_store.load(connection, plan)
    after = _after(paging.cursor) if paging.cursor else None
    found = await store.page_of_links(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, EnrolmentLinkOut.of, lambda one: (one.created_at.isoformat(), str(one.id)))


@router.get("/plans/{plan}/enrolment-links/{link}", responses=problems(401, 403, 404, 422) | UNCHANGED)
async def get_enrolment_link(
    plan: PlanId, link: UUID, _actor: PointOfContact, connection: Reads, response: Response
) -> EnrolmentLinkOut:
    """One link, without its code."""
    found = await store.load_link(connection, plan, link)
    response.headers["ETag"] = etag(found.version)
    return EnrolmentLinkOut.of(found)


@router.post("/plans/{plan}/enrolment-links/{link}/close", responses=problems(401, 403, 404, 412, 422, 428))
async def close_enrolment_link(
    plan: PlanId,
    link: UUID,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> EnrolmentLinkOut:
    """Take no more requests by a link; those that came stay."""
    async with transaction(actor=actor.client_id) as tx:
        closed = await close_link(tx, plan, link, expected)
    response.headers["ETag"] = etag(closed.version)
    return EnrolmentLinkOut.of(closed)


@router.get("/plans/{plan}/enrolments", responses=problems(401, 403, 404, 422))
async def list_enrolments(
    plan: PlanId,
    _actor: PointOfContact,
    connection: Reads,
    paging: Paging,
    state: EnrolmentState | None = None,
) -> Page[EnrolmentOut]:
    """The requests to join a plan's roundtable and working groups, as they came."""
    await plan_store.load(connection, plan)
    paging.response.headers["Cache-Control"] = PRIVATE
    after = _after(paging.cursor) if paging.cursor else None
    found = await store.page(connection, plan, state, after=after, limit=paging.fetch)
    return paging.page(found, EnrolmentOut.of, lambda one: (one.received_at.isoformat(), str(one.id)))


@router.get("/plans/{plan}/enrolments/{enrolment}", responses=problems(401, 403, 404, 422) | UNCHANGED)
async def get_enrolment(
    plan: PlanId, enrolment: UUID, _actor: PointOfContact, connection: Reads, response: Response
) -> EnrolmentOut:
    """One request to join."""
    found = await store.load(connection, plan, enrolment)
    response.headers["ETag"] = etag(found.version)
    response.headers["Cache-Control"] = PRIVATE
    return EnrolmentOut.of(found)


@router.post(
    "/plans/{plan}/enrolments/{enrolment}/decision",
    responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428),
)
async def decide_enrolment_request(
    plan: PlanId,
    enrolment: UUID,
    actor: PointOfContact,
    expected: IfMatch,
    body: DecisionIn,
    transaction: OpenTransaction,
    response: Response,
) -> EnrolmentOut:
    """Accept a request, which registers the organisation and makes it a member, or reject it: both with a reason."""
    command = DecideEnrolment(
        plan=plan,
        request=enrolment,
        accepted=body.accepted,
        reason=body.reason,
        acronym=body.acronym,
        joined_on=body.joined_on,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        decided = await decide_enrolment(tx, command)
    response.headers["ETag"] = etag(decided.version)
    response.headers["Cache-Control"] = PRIVATE
    return EnrolmentOut.of(decided)


@router.get("/enrolments/{code}", responses=problems(404, 422))
async def get_invitation(code: Code, connection: Reads, clock: Now, response: Response) -> InvitationOut:
    """What a link invites to."""
    link = await store.by_code(connection, code)
    plan = await plan_store.load(connection, link.plan)
    link.check_open(zone=plan.zone, now=clock.now())
    group = await group_store.find(connection, link.plan, link.group)
    response.headers["Cache-Control"] = PRIVATE
    return InvitationOut(
        plan=plan.id,
        plan_title=plan.title,
        working_group=group.number if group else None,
        working_group_title=group.title if group else None,
        expires_on=link.expires_on,
    )


@router.post("/enrolments/{code}", status_code=201, responses=problems(400, 404, 409, 413, 415, 422))
async def create_enrolment(
    code: Code, body: EnrolmentIn, transaction: OpenTransaction, request: Request, response: Response
) -> EnrolmentReceipt:
    """Ask to join by a link. The same sent twice is one request, and gives the same receipt."""
    async with transaction(actor="public") as tx:
        enrolment, receipt = await ask_to_join(tx, code, body.asked)
    response.headers["Cache-Control"] = PRIVATE
    url = f"{request.app.state.public_url}/inscripcion/recibo/{receipt}"
    return EnrolmentReceipt(receipt=receipt, url=url, state=enrolment.state)


@router.get("/enrolment-receipts/{receipt}", responses=problems(404, 422))
async def get_enrolment_state(receipt: Receipt, connection: Reads, response: Response) -> EnrolmentStateOut:
    """What became of a request, and why."""
    response.headers["Cache-Control"] = PRIVATE
    return EnrolmentStateOut.of(await store.by_receipt(connection, receipt))


def _after(cursor: After) -> tuple[datetime, UUID]:
    instant, key = cursor.of(str, str)
    try:
        return datetime.fromisoformat(instant).astimezone(UTC), UUID(key)
    except (ValueError, OverflowError) as cause:
        raise CursorUnreadable from cause
