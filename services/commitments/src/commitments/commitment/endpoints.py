"""Commitments over HTTP."""

from fastapi import APIRouter, Response

import commitments.plan.store as plan_store
from commitments.commitment import store
from commitments.commitment.schemas import CommitmentOut
from constancia_events.keys import CommitmentKey, PlanId
from constancia_web.conditional import UNCHANGED, etag
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
