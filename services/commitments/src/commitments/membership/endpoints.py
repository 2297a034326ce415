"""Members of the roundtable and of working groups, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

import commitments.plan.store as plan_store
import commitments.working_group.store as group_store
from commitments.deps import OpenTransaction, PointOfContact
from commitments.membership import store
from commitments.membership.aggregate import ROUNDTABLE, Membership
from commitments.membership.commands.add_member import AddMember, add_member
from commitments.membership.commands.end_membership import EndMembership, end_membership
from commitments.membership.schemas import LeaveIn, MemberIn, MemberOut
from constancia_events.keys import Acronym, PlanId
from constancia_events.plan_file_fields import Day
from constancia_web.conditional import UNCHANGED, ExpectedVersion, IfMatch, etag
from constancia_web.pages import Page, PageRequest, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}", tags=["members"])

OnDay = Annotated[
    Day | None, Query(description="Only those that were members on this day; all that ever were when left out.")
]
_ADDING = problems(400, 401, 403, 404, 409, 413, 415, 422)
_ENDING = problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428)


@router.get("/roundtable", responses=problems(404, 422))
async def list_roundtable(plan: PlanId, connection: Reads, paging: Paging, on: OnDay = None) -> Page[MemberOut]:
    """The institutions of the roundtable, by acronym."""
    await plan_store.load(connection, plan)
    return await _page(connection, paging, plan, ROUNDTABLE, on)


@router.get("/roundtable/{institution}", responses=problems(404, 422) | UNCHANGED)
async def get_roundtable_member(plan: PlanId, institution: Acronym, response: Response, connection: Reads) -> MemberOut:
    """When an institution sat at the roundtable."""
    return _shown(response, await store.load(connection, plan, ROUNDTABLE, institution))


@router.post("/roundtable", status_code=201, responses=_ADDING)
async def add_roundtable_member(
    plan: PlanId, actor: PointOfContact, body: MemberIn, transaction: OpenTransaction, response: Response
) -> MemberOut:
    """An institution joins the roundtable, or comes back."""
    async with transaction(actor=actor.client_id) as tx:
        member = await add_member(tx, _joining(plan, ROUNDTABLE, body))
    response.headers["Location"] = f"/v1/plans/{plan}/roundtable/{member.institution}"
    return _shown(response, member)


@router.post("/roundtable/{institution}/leave", responses=_ENDING)
async def leave_roundtable(
    plan: PlanId,
    institution: Acronym,
    actor: PointOfContact,
    expected: IfMatch,
    body: LeaveIn,
    transaction: OpenTransaction,
    response: Response,
) -> MemberOut:
    """An institution leaves the roundtable; that it was a member stays on record."""
    async with transaction(actor=actor.client_id) as tx:
        member = await end_membership(tx, _leaving(plan, ROUNDTABLE, institution, body, expected))
    return _shown(response, member)


@router.get("/working-groups/{group}/members", responses=problems(404, 422))
async def list_group_members(
    plan: PlanId, group: PathNumber, connection: Reads, paging: Paging, on: OnDay = None
) -> Page[MemberOut]:
    """The institutions of a working group, by acronym."""
    await group_store.load(connection, plan, group)
    return await _page(connection, paging, plan, group, on)


@router.get("/working-groups/{group}/members/{institution}", responses=problems(404, 422) | UNCHANGED)
async def get_group_member(
    plan: PlanId, group: PathNumber, institution: Acronym, response: Response, connection: Reads
) -> MemberOut:
    """When an institution was in a working group."""
    return _shown(response, await store.load(connection, plan, group, institution))


@router.post("/working-groups/{group}/members", status_code=201, responses=_ADDING)
async def add_group_member(
    plan: PlanId,
    group: PathNumber,
    actor: PointOfContact,
    body: MemberIn,
    transaction: OpenTransaction,
    response: Response,
) -> MemberOut:
    """An institution joins a working group, or comes back."""
    async with transaction(actor=actor.client_id) as tx:
        member = await add_member(tx, _joining(plan, group, body))
    response.headers["Location"] = f"/v1/plans/{plan}/working-groups/{group}/members/{member.institution}"
    return _shown(response, member)


@router.post("/working-groups/{group}/members/{institution}/leave", responses=_ENDING)
async def leave_group(
    plan: PlanId,
    group: PathNumber,
    institution: Acronym,
    actor: PointOfContact,
    expected: IfMatch,
    body: LeaveIn,
    transaction: OpenTransaction,
    response: Response,
) -> MemberOut:
    """An institution leaves a working group; that it was a member stays on record."""
    async with transaction(actor=actor.client_id) as tx:
        member = await end_membership(tx, _leaving(plan, group, institution, body, expected))
    return _shown(response, member)


async def _page(
    connection: AsyncConnection, paging: PageRequest, plan: str, group: int, on: Day | None
) -> Page[MemberOut]:
    [after] = paging.after("")
    found = await store.page(connection, plan, group, on=on, after=after, limit=paging.fetch)
    return paging.page(found, MemberOut.of, lambda member: (member.institution,))


def _joining(plan: str, group: int, body: MemberIn) -> AddMember:
    return AddMember(plan=plan, group=group, institution=body.institution, joined_on=body.joined_on, reason=body.reason)


def _leaving(plan: str, group: int, institution: str, body: LeaveIn, expected: ExpectedVersion) -> EndMembership:
    return EndMembership(
        plan=plan,
        group=group,
        institution=institution,
        left_on=body.left_on,
        reason=body.reason,
        expected=expected,
    )


def _shown(response: Response, member: Membership) -> MemberOut:
    response.headers["ETag"] = etag(member.version)
    return MemberOut.of(member)
