"""Consultations over HTTP."""

from fastapi import APIRouter, Response

from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.consultations import queries, store
from consultation.consultations.schemas import ConsultationOut, ListedConsultation
from consultation.deps import ConsultationId, Now

router = APIRouter(prefix="/v1", tags=["consultations"])


@router.get("/plans/{plan}/consultations", responses=problems(422))
async def list_consultations(
    plan: PlanId,
    connection: Reads,
    clock: Now,
    paging: Paging,
) -> Page[ListedConsultation]:
    """The consultations of a plan, in their order.

    Empty for a plan without one, and for one that does not exist: only the registry knows which plans there are.
    """
    [after] = paging.after(0)
    found = await queries.page(connection, plan, after=after, limit=paging.fetch)
    counted = await queries.count_comments(connection, [one.id for one in found])
    now = clock.now()
    return paging.page(
        found, lambda one: ListedConsultation.of(one, counted.get(one.id, {}), now), lambda one: (one.n,)
    )


@router.get("/consultations/{consultation}", responses=problems(404, 422) | UNCHANGED)
async def get_consultation(
    consultation: ConsultationId, response: Response, connection: Reads, clock: Now
) -> ConsultationOut:
    """One consultation with its window, where that stands now, its workshop, and how many commented."""
    found = await store.load(connection, consultation)
    counted = await queries.count_comments(connection, [found.id])
    said = ConsultationOut.of(found, counted.get(found.id, {}), clock.now())
    response.headers["ETag"] = said.etag
    return said
