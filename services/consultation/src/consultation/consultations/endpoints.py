"""Consultations over HTTP."""

from fastapi import APIRouter, Request, Response

from constancia_events.keys import PlanId
from constancia_web.pages import Cursor, Limit, Page, cursor_after, link_next
from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.consultations import queries, store
from consultation.consultations.schemas import ConsultationOut, ListedConsultation
from consultation.deps import ConsultationId, Now

router = APIRouter(prefix="/v1", tags=["consultations"])


@router.get("/plans/{plan}/consultations", responses=problems(422))
async def list_consultations(
    plan: PlanId,
    request: Request,
    response: Response,
    connection: Reads,
    clock: Now,
    cursor: Cursor,
    limit: Limit,
) -> Page[ListedConsultation]:
    """The consultations of a plan, in their order.

    Empty for a plan without one, and for one that does not exist: only the registry knows which plans there are.
    """
    [after] = cursor.of(int) if cursor else [0]
    found = await queries.page(connection, plan, after=after, limit=limit + 1)
    counted = await queries.count_comments(connection, [one.id for one in found])
    now = clock.now()
    next_cursor = cursor_after(request, found[limit - 1].n) if len(found) > limit else None
    if link := link_next(request, next_cursor):
        response.headers["Link"] = link
    items = [ListedConsultation.of(one, counted.get(one.id, {}), now) for one in found[:limit]]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/consultations/{consultation}", responses=problems(404, 422))
async def get_consultation(
    consultation: ConsultationId, response: Response, connection: Reads, clock: Now
) -> ConsultationOut:
    """One consultation with its window, where that stands now, its workshop, and how many commented."""
    found = await store.load(connection, consultation)
    counted = await queries.count_comments(connection, [found.id])
    said = ConsultationOut.of(found, counted.get(found.id, {}), clock.now())
    response.headers["ETag"] = said.etag
    return said
