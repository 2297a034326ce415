"""Plans over HTTP."""

from fastapi import APIRouter, Request, Response

from commitments.plan import queries, store
from commitments.plan.schemas import PlanOut
from constancia_events.keys import PlanId
from constancia_web.conditional import etag
from constancia_web.pages import Cursor, Limit, Page, cursor_after, link_next
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans", tags=["plans"])


@router.get("", responses=problems(422))
async def list_plans(
    request: Request, response: Response, connection: Reads, cursor: Cursor, limit: Limit
) -> Page[PlanOut]:
    """All plans on record, by id."""
    [after] = cursor.of(str) if cursor else [""]
    found = await queries.page(connection, after=after, limit=limit + 1)
    next_cursor = cursor_after(request, found[limit - 1].id) if len(found) > limit else None
    if link := link_next(request, next_cursor):
        response.headers["Link"] = link
    return Page(items=[PlanOut.of(plan) for plan in found[:limit]], next_cursor=next_cursor)


@router.get("/{plan}", responses=problems(404, 422))
async def get_plan(plan: PlanId, response: Response, connection: Reads) -> PlanOut:
    """One plan with its themes."""
    found = await store.load(connection, plan)
    response.headers["ETag"] = etag(found.version)
    return PlanOut.of(found)
