"""Descent over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
import commitments.plan.store as plan_store
from commitments.deps import OpenTransaction, PointOfContact
from commitments.lineage import queries, store
from commitments.lineage.aggregate import Link, Node, ancestors, descendants
from commitments.lineage.commands.retract_lineage import RetractLineage, retract_lineage
from commitments.lineage.commands.state_lineage import StateLineage, state_lineage
from commitments.lineage.schemas import ChainOut, LineageIn, LineageOut, RetractionIn
from constancia_events.keys import CommitmentKey, GoalKey, PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}", tags=["lineage"])
StatementNumber = Annotated[int, Path(ge=1, lt=2**31, description="Which statement of the plan, from 1.")]


@router.get("/lineage", responses=problems(404, 422))
async def list_lineage(plan: PlanId, connection: Reads, paging: Paging) -> Page[LineageOut]:
    """Every statement of descent that a plan has made, the retracted ones too."""
    await plan_store.load(connection, plan)
    [after] = paging.after(0)
    found = await queries.page(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, LineageOut.of, lambda link: (link.n,))


@router.post("/lineage", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_lineage(
    plan: PlanId, body: LineageIn, actor: PointOfContact, transaction: OpenTransaction, response: Response
) -> LineageOut:
    """Say how something of this plan continues, merges, splits or drops something of an earlier plan."""
    command = StateLineage(
        plan=plan,
        kind=body.kind,
        origin=body.origin(),
        to=body.to(plan),
        note=body.note,
        institution=actor.institution,
    )
    async with transaction(actor=actor.client_id) as tx:
        stated = await state_lineage(tx, command)
    response.headers["ETag"] = etag(stated.version)
    response.headers["Location"] = f"/v1/plans/{plan}/lineage/{stated.n}"
    return LineageOut.of(stated)


@router.get("/lineage/{n}", responses=problems(404, 422) | UNCHANGED)
async def get_lineage(plan: PlanId, n: StatementNumber, response: Response, connection: Reads) -> LineageOut:
    """One statement of descent."""
    found = await store.load(connection, plan, n)
    response.headers["ETag"] = etag(found.version)
    return LineageOut.of(found)


@router.post(
    "/lineage/{n}/retraction", status_code=201, responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428)
)
async def create_lineage_retraction(
    plan: PlanId,
    n: StatementNumber,
    body: RetractionIn,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> LineageOut:
    """Take a statement back, with a reason; that it was made stays on record."""
    command = RetractLineage(plan=plan, n=n, reason=body.reason, expected=expected)
    async with transaction(actor=actor.client_id) as tx:
        retracted = await retract_lineage(tx, command)
    response.headers["ETag"] = etag(retracted.version)
    return LineageOut.of(retracted)


@router.get("/commitments/{commitment}/lineage", responses=problems(404, 422))
async def get_commitment_lineage(plan: PlanId, commitment: PathNumber, connection: Reads) -> ChainOut:
    """What a commitment descends from, and what descends from it, over all plans."""
    await commitment_store.load(connection, CommitmentKey(plan=plan, commitment=commitment))
    links = await queries.of_country(connection, plan)
    return _chain(links, Node(plan, commitment))


@router.get("/commitments/{commitment}/goals/{goal}/lineage", responses=problems(404, 422))
async def get_goal_lineage(plan: PlanId, commitment: PathNumber, goal: PathNumber, connection: Reads) -> ChainOut:
    """What a goal descends from, and what descends from it, over all plans."""
    await goal_store.load(connection, GoalKey.of(plan, commitment, goal))
    links = await queries.of_country(connection, plan)
    return _chain(links, Node(plan, commitment, goal))


def _chain(links: list[Link], node: Node) -> ChainOut:
    return ChainOut(
        ancestors=[LineageOut.of(link) for link in ancestors(links, node)],
        descendants=[LineageOut.of(link) for link in descendants(links, node)],
    )
