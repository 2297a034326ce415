"""Commitments over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

import commitments.plan.store as plan_store
from commitments.commitment import queries, store
from commitments.commitment.commands.amend_commitment import AmendCommitment, amend_commitment
from commitments.commitment.commands.declare_level import DeclareLevel, declare_level
from commitments.commitment.commands.enter_commitment import EnterCommitment, enter_commitment
from commitments.commitment.schemas import CommitmentIn, CommitmentOut, CommitmentPatch, DeclarationIn, DeclarationOut
from commitments.deps import OpenTransaction, PointOfContact, Reporter
from commitments.filtering import Filtered
from constancia_events.keys import CommitmentKey, PlanId
from constancia_events.vocabulary import Level
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}/commitments", tags=["commitments"])


@router.get("", responses=problems(404, 422))
async def list_commitments(
    plan: PlanId,
    connection: Reads,
    paging: Paging,
    wanted: Filtered,
    level: Annotated[Level | None, Query(description="Only those of this declared level.")] = None,
) -> Page[CommitmentOut]:
    """The commitments of a plan, by number; those that are asked for."""
    await wanted.check(connection, await plan_store.load(connection, plan))
    [after] = paging.after(0)
    found = await queries.page(connection, plan, wanted, level, after=after, limit=paging.fetch)
    return paging.page(found, CommitmentOut.of, lambda commitment: (commitment.key.commitment,))


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_commitment(
    plan: PlanId, body: CommitmentIn, actor: PointOfContact, transaction: OpenTransaction, response: Response
) -> CommitmentOut:
    """Enter a commitment; once the plan is adopted that is an amendment, and needs a `reason`."""
    command = EnterCommitment(commitment=body.commitment(plan), reason=body.reason, institution=actor.institution)
    async with transaction(actor=actor.client_id) as tx:
        entered = await enter_commitment(tx, command)
    response.headers["ETag"] = etag(entered.version)
    response.headers["Location"] = f"/v1/plans/{plan}/commitments/{entered.key.commitment}"
    return CommitmentOut.of(entered)


@router.get("/{commitment}", responses=problems(404, 422) | UNCHANGED)
async def get_commitment(plan: PlanId, commitment: PathNumber, response: Response, connection: Reads) -> CommitmentOut:
    """One commitment with every field of the template."""
    found = await store.load(connection, CommitmentKey(plan=plan, commitment=commitment))
    response.headers["ETag"] = etag(found.version)
    return CommitmentOut.of(found)


@router.patch("/{commitment}", responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428))
async def update_commitment(
    plan: PlanId,
    commitment: PathNumber,
    body: CommitmentPatch,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> CommitmentOut:
    """Change the members that are sent. Once the plan is adopted that is an amendment, and needs a `reason`."""
    command = AmendCommitment(
        commitment=CommitmentKey(plan=plan, commitment=commitment),
        changes=body.changes(),
        reason=body.reason,
        institution=actor.institution,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        amended = await amend_commitment(tx, command)
    response.headers["ETag"] = etag(amended.version)
    return CommitmentOut.of(amended)


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
