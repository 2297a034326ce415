"""OGP's clock over HTTP."""

from fastapi import APIRouter, Request, Response

from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.clock.reading import read_clock
from reporting.clock.schemas import PlanClock
from reporting.compliance.endpoints import CACHE
from reporting.compliance.moment import AsOf
from reporting.compliance.reading import Figures, valid_until

router = APIRouter(prefix="/v1/plans/{plan}", tags=["clock"])


@router.get("/clock", response_model=PlanClock, responses=problems(404, 422) | UNCHANGED)
async def get_clock(plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf) -> Response:
    """What OGP requires of a plan, by when, how it stands and the proof, as of any day; and the IRM's checklist."""
    read = await read_clock(connection, figures, plan, moment)
    return published(
        request,
        PlanClock.of(plan, read).model_dump_json().encode(),
        media_type="application/json",
        cache_control=CACHE,
        valid_until=valid_until(moment, read.compliance.time_zone),
    )
