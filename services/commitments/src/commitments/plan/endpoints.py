"""Plans over HTTP."""

from fastapi import APIRouter, Response

from commitments.plan import queries, store
from commitments.plan.schemas import PlanOut
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, etag
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


@router.get("/{plan}", responses=problems(404, 422) | UNCHANGED)
async def get_plan(plan: PlanId, response: Response, connection: Reads) -> PlanOut:
    """One plan with its themes."""
    found = await store.load(connection, plan)
    response.headers["ETag"] = etag(found.version)
    return PlanOut.of(found)
