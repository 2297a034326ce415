"""Plans over HTTP."""

from fastapi import APIRouter, Response

from commitments.deps import OpenTransaction, PointOfContact
from commitments.plan import queries, store
from commitments.plan.commands.amend_plan import AmendPlan, amend_plan
from commitments.plan.commands.change_state import ChangeState, change_state
from commitments.plan.commands.enter_plan import EnterPlan, enter_plan
from commitments.plan.schemas import PlanIn, PlanOut, PlanPatch, TransitionIn, TransitionOut
from commitments.plan.zone import zone_of
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans", tags=["plans"])


@router.get("", responses=problems(422))
async def list_plans(connection: Reads, paging: Paging) -> Page[PlanOut]:
    """All plans on record, by id."""
    [after] = paging.after("")
    found = await queries.page(connection, after=after, limit=paging.fetch)
    return paging.page(found, PlanOut.of, lambda plan: (plan.id,))


@router.post("", status_code=201, responses=problems(400, 401, 403, 409, 413, 415, 422))
async def create_plan(body: PlanIn, actor: PointOfContact, transaction: OpenTransaction, response: Response) -> PlanOut:
    """Enter a new plan as a draft; its structure is edited freely until it is adopted."""
    plan = body.draft(zone_of(body.country, body.time_zone))
    async with transaction(actor=actor.client_id) as tx:
        entered = await enter_plan(tx, EnterPlan(plan=plan, drafted_on=body.drafted_on, institution=actor.institution))
    response.headers["ETag"] = etag(entered.version)
    response.headers["Location"] = f"/v1/plans/{entered.id}"
    return PlanOut.of(entered)


@router.get("/{plan}", responses=problems(404, 422) | UNCHANGED)
async def get_plan(plan: PlanId, response: Response, connection: Reads) -> PlanOut:
    """One plan with its themes and its state."""
    found = await store.load(connection, plan)
    response.headers["ETag"] = etag(found.version)
    return PlanOut.of(found)


@router.patch("/{plan}", responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428))
async def update_plan(
    plan: PlanId,
    body: PlanPatch,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> PlanOut:
    """Change the members that are sent. Once the plan is adopted that is an amendment, and needs a `reason`."""
    command = AmendPlan(
        plan=plan, changes=body.changes(), reason=body.reason, institution=actor.institution, expected=expected
    )
    async with transaction(actor=actor.client_id) as tx:
        amended = await amend_plan(tx, command)
    response.headers["ETag"] = etag(amended.version)
    return PlanOut.of(amended)


@router.get("/{plan}/transitions", responses=problems(404, 422))
async def list_plan_transitions(plan: PlanId, connection: Reads, paging: Paging) -> Page[TransitionOut]:
    """Every step of a plan's life, in the order in which they were stated."""
    await store.load(connection, plan)
    [after] = paging.after(0)
    found = await queries.transitions(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, TransitionOut.of, lambda step: (step.n,))


@router.post(
    "/{plan}/transitions", status_code=201, responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428)
)
async def create_plan_transition(
    plan: PlanId,
    body: TransitionIn,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> PlanOut:
    """Take a plan on to its next state, or back. Send the plan's ETag as If-Match."""
    command = ChangeState(
        plan=plan, to=body.to, reason=body.reason, on=body.on, institution=actor.institution, expected=expected
    )
    async with transaction(actor=actor.client_id) as tx:
        changed = await change_state(tx, command)
    response.headers["ETag"] = etag(changed.version)
    return PlanOut.of(changed)
