"""Answers over HTTP."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi import Response as HttpResponse

from constancia_events.keys import Acronym, PlanId
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from constancia_web.tokens import Actor
from consultation.comments import queries as comment_queries
from consultation.comments.schemas import CommentOut
from consultation.consultations import store as consultation_store
from consultation.deps import Answerer, ConsultationId, Moderator, Now, OpenTransaction, ResponseId
from consultation.projections import registry
from consultation.responses import store
from consultation.responses.commands.answer_comments import AnswerComments, Change, answer_comments, link_change
from consultation.responses.commands.assign_comments import AssignComments, assign_comments
from consultation.responses.schemas import AnswersOwed, AssignmentIn, LinkedChangeIn, ResponseIn, ResponseOut

router = APIRouter(prefix="/v1", tags=["responses"])


@router.get("/consultations/{consultation}/responses", responses=problems(404, 422))
async def list_responses(consultation: ConsultationId, connection: Reads, paging: Paging) -> Page[ResponseOut]:
    """The answers of a consultation, in their order."""
    await consultation_store.load(connection, consultation)
    [after] = paging.after(0)
    found = await store.page(connection, consultation, after=after, limit=paging.fetch)
    return paging.page(found, ResponseOut.of, lambda one: (one.n,))


@router.get("/consultations/{consultation}/responses/{response}", responses=problems(404, 422))
async def get_response(consultation: ConsultationId, response: ResponseId, connection: Reads) -> ResponseOut:
    """One answer."""
    return ResponseOut.of(await store.load(connection, consultation, response))


@router.post(
    "/consultations/{consultation}/responses",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422),
)
async def create_response(
    consultation: ConsultationId,
    body: ResponseIn,
    actor: Answerer,
    transaction: OpenTransaction,
    http: HttpResponse,
) -> ResponseOut:
    """Answer comments with reasons: an institution those assigned to it, the point of contact any."""
    command = AnswerComments(
        consultation=consultation,
        comments=tuple(dict.fromkeys(body.comments)),
        institution=speaking(actor),
        outcome=body.outcome,
        text=body.text,
        changes=tuple(_change(one) for one in body.changes),
    )
    async with transaction(actor=actor.client_id) as tx:
        given = await answer_comments(tx, command)
    http.headers["Location"] = f"/v1/consultations/{consultation}/responses/{given.id}"
    return ResponseOut.of(given)


@router.post(
    "/consultations/{consultation}/responses/{response}/changes",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422),
)
async def create_linked_change(
    consultation: ConsultationId,
    response: ResponseId,
    body: LinkedChangeIn,
    actor: Answerer,
    transaction: OpenTransaction,
) -> ResponseOut:
    """Put a change of the registry down to the comments of an answer; it must have come after them."""
    async with transaction(actor=actor.client_id) as tx:
        return ResponseOut.of(await link_change(tx, consultation, response, _change(body), speaking(actor)))


@router.post("/consultations/{consultation}/assignments", responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_assignment(
    consultation: ConsultationId, body: AssignmentIn, actor: Moderator, transaction: OpenTransaction
) -> list[CommentOut]:
    """Say which institution owes an answer. A comment that speaks of a commitment is its coordinator's already."""
    command = AssignComments(
        consultation=consultation,
        comments=tuple(dict.fromkeys(body.comments)),
        institution=body.institution,
        due_on=body.due_on,
    )
    async with transaction(actor=actor.client_id) as tx:
        return [CommentOut.of(one) for one in await assign_comments(tx, command)]


@router.get("/plans/{plan}/institutions/{institution}/answers-owed", responses=problems(422))
async def get_answers_owed(plan: PlanId, institution: Acronym, connection: Reads, clock: Now) -> AnswersOwed:
    """What waits for an institution's answer in a plan: the digest that it is sent once a week, drawn now."""
    known = await registry.find_plan(connection, plan)
    now = clock.now()
    today = now.astimezone(ZoneInfo(known.time_zone if known else "UTC")).date()
    owed = await comment_queries.owed(connection, plan, institution)
    return AnswersOwed.of(plan, institution, owed, today, now)


def speaking(actor: Actor) -> str | None:
    """The institution that an answer is of; None where the point of contact answers for the plan."""
    return None if "plan:admin" in actor.scopes else actor.institution or ""


def _change(body: LinkedChangeIn) -> Change:
    return Change(commitment=body.commitment, goal=body.goal, position=body.position)
