"""Consultations over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from constancia_events.keys import PlanId
from constancia_events.participation import ParticipationStatement
from constancia_web.conditional import UNCHANGED, IfMatch
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.consultations import calendar, queries, store
from consultation.consultations.aggregate import Consultation
from consultation.consultations.commands.announce_consultation import (
    AnnounceConsultation,
    ReviseConsultation,
    announce_consultation,
    report_consultation,
    revise_consultation,
)
from consultation.consultations.schemas import (
    ConsultationIn,
    ConsultationOut,
    ConsultationPatch,
    ListedConsultation,
)
from consultation.deps import ConsultationId, Now, OpenTransaction, PointOfContact
from consultation.questionnaires.queries import workshop_of

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


@router.post("/plans/{plan}/consultations", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_consultation(
    plan: PlanId,
    body: ConsultationIn,
    actor: PointOfContact,
    transaction: OpenTransaction,
    clock: Now,
    response: Response,
) -> ConsultationOut:
    """Announce a consultation. One on a self-assessment is open for two weeks at least, or says why it is not."""
    command = AnnounceConsultation(plan=plan, **dict(body))
    async with transaction(actor=actor.client_id) as tx:
        made = await announce_consultation(tx, command)
    response.headers["Location"] = f"/v1/consultations/{made.id}"
    said = ConsultationOut.whole(made, {}, clock.now(), None)
    response.headers["ETag"] = said.etag
    return said


@router.get(
    "/plans/{plan}/consultations.ics",
    responses=problems(422) | UNCHANGED | {200: {"content": {calendar.MEDIA_TYPE: {}}, "description": "A calendar."}},
    response_class=Response,
)
async def get_consultations_calendar(
    plan: PlanId,
    request: Request,
    connection: Reads,
    clock: Now,
    lang: Annotated[Literal["es", "en"], Query(description="The language of the entries.")] = "es",
) -> Response:
    """The windows of a plan's consultations as iCalendar, to subscribe to."""
    found = await queries.every(connection, plan)
    origin: str = request.app.state.public_url
    body = calendar.calendar_of(found, origin=origin, language=lang, now=clock.now())
    return Response(body, media_type=f"{calendar.MEDIA_TYPE}; charset=utf-8", headers={"Cache-Control": "max-age=300"})


@router.get("/consultations/{consultation}", responses=problems(404, 422) | UNCHANGED)
async def get_consultation(
    consultation: ConsultationId, response: Response, connection: Reads, clock: Now
) -> ConsultationOut:
    """One consultation with its window, where that stands now, its workshop, and how many commented."""
    return await _said(await store.load(connection, consultation), response, connection, clock)


@router.patch("/consultations/{consultation}", responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428))
async def update_consultation(
    consultation: ConsultationId,
    body: ConsultationPatch,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    connection: Reads,
    clock: Now,
    response: Response,
) -> ConsultationOut:
    """Change what is sent. Once the consultation has begun it may only be extended, with a reason."""
    command = ReviseConsultation(consultation=consultation, expected=expected, **dict(body))
    async with transaction(actor=actor.client_id) as tx:
        revised = await revise_consultation(tx, command)
    return await _said(revised, response, connection, clock)


@router.post("/consultations/{consultation}/report", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def close_consultation_as_reported(
    consultation: ConsultationId,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    connection: Reads,
    clock: Now,
    response: Response,
) -> ConsultationOut:
    """State that every comment has its answer. Refused while one that is not hidden has none."""
    async with transaction(actor=actor.client_id) as tx:
        reported = await report_consultation(tx, consultation, expected)
    return await _said(reported, response, connection, clock)


@router.get("/consultations/{consultation}/statement", responses=problems(404, 422))
async def get_consultation_statement(consultation: ConsultationId, connection: Reads) -> ParticipationStatement:
    """How many comments came in, were answered, led to a change: in all, by sector, theme and department."""
    await store.load(connection, consultation)
    return await queries.statement_of(connection, consultation)


async def _said(found: Consultation, response: Response, connection: Reads, clock: Now) -> ConsultationOut:
    counted = await queries.count_comments(connection, [found.id])
    said = ConsultationOut.whole(found, counted.get(found.id, {}), clock.now(), await workshop_of(connection, found.id))
    response.headers["ETag"] = said.etag
    return said
