"""Recommendations of the IRM over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

import commitments.plan.store as plan_store
from commitments.deps import OpenTransaction, PointOfContact
from commitments.recommendation import store
from commitments.recommendation.commands.follow_up import AddFollowUp, add_follow_up
from commitments.recommendation.schemas import FollowUpIn, RecommendationOut
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}/recommendations", tags=["recommendations"])

PathLetter = Annotated[str, Path(pattern=r"^[a-z]$", description="As the review prints it.", examples=["b"])]


@router.get("", responses=problems(404, 422))
async def list_recommendations(plan: PlanId, connection: Reads, paging: Paging) -> Page[RecommendationOut]:
    """What the IRM asked for in reviews of earlier plans, with what was done about each."""
    await plan_store.load(connection, plan)
    [after] = paging.after("")
    found = await store.page(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, RecommendationOut.of, lambda one: (one.letter,))


@router.get("/{letter}", responses=problems(404, 422) | UNCHANGED)
async def get_recommendation(
    plan: PlanId, letter: PathLetter, response: Response, connection: Reads
) -> RecommendationOut:
    """One recommendation with what was done about it."""
    found = await store.load(connection, plan, letter)
    response.headers["ETag"] = etag(found.version)
    return RecommendationOut.of(found)


@router.post("/{letter}/follow-ups", status_code=201, responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428))
async def create_follow_up(
    plan: PlanId,
    letter: PathLetter,
    actor: PointOfContact,
    expected: IfMatch,
    body: FollowUpIn,
    transaction: OpenTransaction,
    response: Response,
) -> RecommendationOut:
    """State what was done about a recommendation. Send its ETag as If-Match."""
    command = AddFollowUp(
        plan=plan,
        letter=letter,
        done_on=body.done_on,
        text=body.text,
        commitment=body.commitment,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        followed = await add_follow_up(tx, command)
    response.headers["ETag"] = etag(followed.version)
    return RecommendationOut.of(followed)
