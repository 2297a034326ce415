"""Two days of a plan side by side: as JSON, and as a page in two languages."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import PlanId
from constancia_runtime.errors import Fault
from constancia_web.conditional import UNCHANGED
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.comparison.comparing import Comparison, compare
from reporting.comparison.errors import SinceAfterAsOf
from reporting.comparison.schemas import PlanComparison
from reporting.compliance.endpoints import CACHE
from reporting.compliance.moment import AsOf, Moment, read_moment
from reporting.compliance.reading import Figures, Reader, valid_until
from reporting.site.comparison import ComparisonPage
from reporting.site.serving import page_response, site_of

router = APIRouter(tags=["compliance"])
_FORM: dict[str, Any] = {"pattern": r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}.*)?$"}


async def _since(
    request: Request,
    since: Annotated[
        str | None,
        Query(
            description="The first day or instant; the first day of the plan when left out.",
            examples=["2017-01-01"],
            json_schema_extra=_FORM,
        ),
    ] = None,
) -> Moment | None:
    return None if since is None else read_moment(request, "since", since)


Since = Annotated[Moment | None, Depends(_since)]


@router.get("/v1/plans/{plan}/comparison", response_model=PlanComparison, responses=problems(404, 422) | UNCHANGED)
async def get_comparison(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, since: Since, moment: AsOf
) -> Response:
    """What changed between two moments: goals by state, every goal that moved, every level that differs."""
    found = await _compared(connection, figures, plan, (since, moment))
    return published(
        request,
        PlanComparison.of(found).model_dump_json().encode(),
        media_type="application/json",
        cache_control=CACHE,
        valid_until=valid_until(moment, found.after.time_zone),
    )


@router.get("/planes/{plan}/comparar", include_in_schema=False, response_class=HTMLResponse)
async def comparison_es(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, since: Since, moment: AsOf
) -> Response:
    """Two days side by side, in Spanish."""
    return _page(request, await _compared(connection, figures, plan, (since, moment)), moment, "es")


@router.get("/en/plans/{plan}/compare", include_in_schema=False, response_class=HTMLResponse)
async def comparison_en(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, since: Since, moment: AsOf
) -> Response:
    """Two days side by side, in English."""
    return _page(request, await _compared(connection, figures, plan, (since, moment)), moment, "en")


async def _compared(
    connection: AsyncConnection, figures: Reader, plan: str, of: tuple[Moment | None, Moment]
) -> Comparison:
    since, moment = of
    facts, after = await figures.read(connection, plan, moment)
    zone = ZoneInfo(facts.plan.time_zone)
    first = since or Moment(
        as_of=min(facts.plan.starts_on, moment.day(zone)), known_at=None, now=moment.now, changes=moment.changes
    )
    if first.instant(zone) > moment.instant(zone):
        fault = Fault(message=SinceAfterAsOf.message, code="since_after_as_of", parameter="since")
        raise SinceAfterAsOf(faults=(fault,))
    _, before = await figures.read(connection, plan, first)
    return compare(before, after)


def _page(request: Request, found: Comparison, moment: Moment, language: str) -> Response:
    page = ComparisonPage(
        compliance=found.after,
        is_past=moment.is_past,
        public_url=request.app.state.public_url,
        before=found.before,
        counts=found.counts,
        goals=found.goals,
        commitments=found.commitments,
    )
    return page_response(request, site_of(request).comparison_page(page, language), moment, found.after.time_zone)
