"""Compliance over HTTP: figures as JSON, and the badge that is made from them."""

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.compliance.moment import AsKnown
from reporting.compliance.reading import Figures, find_item, valid_until
from reporting.compliance.schemas import CommitmentCompliance, Compliance

router = APIRouter(prefix="/v1/plans/{plan}", tags=["compliance"])
CACHE = "public, max-age=60, stale-while-revalidate=600"


@router.get("/compliance", response_model=Compliance, responses=problems(404, 422) | UNCHANGED)
async def get_compliance(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsKnown
) -> Response:
    """How far a plan has come, as of any past day or instant: goals by display state, commitments by level."""
    _, compliance = await figures.read(connection, plan, moment)
    return _json(request, compliance, valid_until(moment, compliance.time_zone))


@router.get(
    "/commitments/{commitment}/compliance",
    response_model=CommitmentCompliance,
    responses=problems(404, 422) | UNCHANGED,
)
async def get_commitment_compliance(
    plan: PlanId, commitment: PathNumber, request: Request, connection: Snapshot, figures: Figures, moment: AsKnown
) -> Response:
    """How far one commitment has come: what widgets are made from."""
    _, compliance = await figures.read(connection, plan, moment)
    one = CommitmentCompliance(
        plan=compliance.plan,
        title=compliance.title,
        as_of=compliance.as_of,
        policy=compliance.policy,
        item=find_item(compliance, commitment),
        version=compliance.version,
    )
    return _json(request, one, valid_until(moment, compliance.time_zone))


def _json(request: Request, body: BaseModel, until: datetime) -> Response:
    return published(
        request,
        body.model_dump_json().encode(),
        media_type="application/json",
        cache_control=CACHE,
        valid_until=until,
    )
