"""Working groups over HTTP."""

from fastapi import APIRouter, Response

import commitments.plan.store as plan_store
from commitments.deps import OpenTransaction, PointOfContact
from commitments.working_group import store
from commitments.working_group.commands.define_group import ChangeGroup, OpenGroup, change_group, open_group
from commitments.working_group.schemas import WorkingGroupChange, WorkingGroupIn, WorkingGroupOut
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}/working-groups", tags=["working groups"])


@router.get("", responses=problems(404, 422))
async def list_working_groups(plan: PlanId, connection: Reads, paging: Paging) -> Page[WorkingGroupOut]:
    """The working groups of a plan, by number."""
    await plan_store.load(connection, plan)
    [after] = paging.after(0)
    found = await store.page(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, WorkingGroupOut.of, lambda group: (group.number,))


@router.get("/{group}", responses=problems(404, 422) | UNCHANGED)
async def get_working_group(plan: PlanId, group: PathNumber, response: Response, connection: Reads) -> WorkingGroupOut:
    """One working group."""
    found = await store.load(connection, plan, group)
    response.headers["ETag"] = etag(found.version)
    return WorkingGroupOut.of(found)


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_working_group(
    plan: PlanId, actor: PointOfContact, body: WorkingGroupIn, transaction: OpenTransaction, response: Response
) -> WorkingGroupOut:
    """Enter a working group with the commitments that it follows and those who call it together."""
    command = OpenGroup(
        plan=plan,
        number=body.number,
        title=body.title,
        commitments=tuple(body.commitments),
        convened_by=tuple(body.convened_by),
    )
    async with transaction(actor=actor.client_id) as tx:
        group = await open_group(tx, command)
    response.headers["Location"] = f"/v1/plans/{plan}/working-groups/{group.number}"
    response.headers["ETag"] = etag(group.version)
    return WorkingGroupOut.of(group)


@router.patch("/{group}", responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428))
async def change_working_group(
    plan: PlanId,
    group: PathNumber,
    actor: PointOfContact,
    expected: IfMatch,
    body: WorkingGroupChange,
    transaction: OpenTransaction,
    response: Response,
) -> WorkingGroupOut:
    """Change a working group; what the body leaves out stays. Send its ETag as If-Match."""
    command = ChangeGroup(plan=plan, number=group, changes=body.changes, expected=expected)
    async with transaction(actor=actor.client_id) as tx:
        changed = await change_group(tx, command)
    response.headers["ETag"] = etag(changed.version)
    return WorkingGroupOut.of(changed)
