"""Indicators over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

import commitments.plan.store as plan_store
from commitments.deps import LeadOrPointOfContact, OpenTransaction
from commitments.indicator import store
from commitments.indicator.aggregate import Indicator
from commitments.indicator.commands.define_indicator import DefineIndicator, Speaker, define_indicator
from commitments.indicator.commands.state_indicator import StateIndicator, state_indicator
from commitments.indicator.schemas import IndicatorDetail, IndicatorIn, IndicatorOut, StatementIn
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from constancia_web.tokens import Actor

router = APIRouter(prefix="/v1/plans/{plan}/indicators", tags=["indicators"])

PathKey = Annotated[
    str,
    Path(
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=80,
        description="By which texts insert it.",
        examples=["plan_goals"],
    ),
]
OfNumber = Annotated[int | None, Query(ge=1, le=9_999)]


@router.get("", responses=problems(404, 422))
async def list_indicators(
    plan: PlanId,
    connection: Reads,
    paging: Paging,
    commitment: OfNumber = None,
    goal: OfNumber = None,
    *,
    disagreeing: Annotated[bool, Query(description="Only those whose statements of one date differ.")] = False,
) -> Page[IndicatorOut]:
    """The named figures of a plan by key, each with the value that holds."""
    await plan_store.load(connection, plan)
    [after] = paging.after("")
    # Which of them disagree is a rule of its own, not of the database: those of a plan are few enough to ask it of all.
    limit = None if disagreeing else paging.fetch
    found = await store.page(connection, plan, commitment=commitment, goal=goal, after=after, limit=limit)
    if disagreeing:
        found = [one for one in found if one.disagreements][: paging.fetch]
    return paging.page(found, IndicatorOut.of, lambda one: (one.key,))


@router.get("/{key}", responses=problems(404, 422) | UNCHANGED)
async def get_indicator(plan: PlanId, key: PathKey, response: Response, connection: Reads) -> IndicatorDetail:
    """One indicator with every statement of it."""
    return _shown(response, await store.load(connection, plan, key))


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_indicator(
    plan: PlanId,
    actor: LeadOrPointOfContact,
    body: IndicatorIn,
    transaction: OpenTransaction,
    response: Response,
) -> IndicatorDetail:
    """Name a figure. A lead may do so for the commitments that it leads, the point of contact for any."""
    command = DefineIndicator(
        plan=plan,
        key=body.key,
        commitment=body.commitment,
        goal=body.goal,
        label=body.label,
        unit=body.unit,
        by=_speaker(actor),
    )
    async with transaction(actor=actor.client_id) as tx:
        indicator = await define_indicator(tx, command)
    response.headers["Location"] = f"/v1/plans/{plan}/indicators/{indicator.key}"
    return _shown(response, indicator)


@router.post("/{key}/statements", status_code=201, responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428))
async def create_statement(
    plan: PlanId,
    key: PathKey,
    actor: LeadOrPointOfContact,
    expected: IfMatch,
    body: StatementIn,
    transaction: OpenTransaction,
    response: Response,
) -> IndicatorDetail:
    """State the value of an indicator; earlier statements stay. Send the indicator's ETag as If-Match."""
    command = StateIndicator(
        plan=plan,
        key=key,
        value=body.value,
        as_of=body.as_of,
        where=body.where,
        lines=tuple(body.lines),
        evidence_url=body.evidence_url,
        by=_speaker(actor),
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        stated = await state_indicator(tx, command)
    return _shown(response, stated)


def _speaker(actor: Actor) -> Speaker:
    return Speaker(is_point_of_contact="plan:admin" in actor.scopes, institution=actor.institution)


def _shown(response: Response, indicator: Indicator) -> IndicatorDetail:
    response.headers["ETag"] = etag(indicator.version)
    return IndicatorDetail.of(indicator)
