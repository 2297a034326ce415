"""Commitments over HTTP."""

from fastapi import APIRouter, Response

import commitments.plan.store as plan_store
from commitments.commitment import store
from commitments.commitment.commands.declare_level import DeclareLevel, declare_level
from commitments.commitment.schemas import CommitmentOut, DeclarationIn, DeclarationOut
from commitments.deps import OpenTransaction, Reporter
from constancia_events.keys import CommitmentKey, PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}/commitments", tags=["commitments"])


@router.get("", responses=problems(404, 422))
async def list_commitments(plan: PlanId, connection: Reads, paging: Paging) -> Page[CommitmentOut]:
    """The commitments of a plan, by number."""
    await plan_store.load(connection, plan)
    [after] = paging.after(0)
    found = await store.page(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, CommitmentOut.of, lambda commitment: (commitment.key.commitment,))


@router.get("/{commitment}", responses=problems(404, 422) | UNCHANGED)
async def get_commitment(plan: PlanId, commitment: PathNumber, response: Response, connection: Reads) -> CommitmentOut:
    """One commitment with every field of the template."""
    found = await store.load(connection, CommitmentKey(plan=plan, commitment=commitment))
    response.headers["ETag"] = etag(found.version)
    return CommitmentOut.of(found)


@router.get("/{commitment}/declarations", responses=problems(404, 422))
async def list_declarations(
    plan: PlanId, commitment: PathNumber, connection: Reads, paging: Paging
) -> Page[DeclarationOut]:
    """Every statement of the level of the whole commitment, in the order in which they were made."""
    key = CommitmentKey(plan=plan, commitment=commitment)
    await store.responsible(connection, key)
    [after] = paging.after(0)
    found = await store.page_of_declarations(connection, key, after=after, limit=paging.fetch)
    return paging.page(found, DeclarationOut.of, lambda declaration: (declaration.n,))


@router.post(
    "/{commitment}/declarations", status_code=201, responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428)
)
async def create_declaration(
    plan: PlanId,
    commitment: PathNumber,
    actor: Reporter,
    expected: IfMatch,
    body: DeclarationIn,
    transaction: OpenTransaction,
    response: Response,
) -> CommitmentOut:
    """A lead institution states the level of the whole commitment. Send the commitment's ETag as If-Match.

    It stands beside what the goals add up to, and falls only with a reason.
    """
    command = DeclareLevel(
        commitment=CommitmentKey(plan=plan, commitment=commitment),
        level=body.level,
        reported_on=body.reported_on,
        institution=actor.institution,
        narrative=body.narrative,
        reason=body.reason,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        declared = await declare_level(tx, command)
    response.headers["ETag"] = etag(declared.version)
    return CommitmentOut.of(declared)
