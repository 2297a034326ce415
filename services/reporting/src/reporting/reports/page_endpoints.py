"""The pages of self-assessment reports, in two languages; they know no date, for each report is of its own."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import PlanId
from constancia_web.paths import PathNumber
from constancia_web.reads import Reads
from reporting.compliance.reading import Figures, Reader
from reporting.reports.pages import reports_page
from reporting.reports.reading import moment_of
from reporting.site.serving import POLICY, site_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_CACHE = "public, max-age=0, must-revalidate"


@router.get("/planes/{plan}/informes")
async def reports_es(plan: PlanId, request: Request, connection: Reads, figures: Figures) -> Response:
    """The reports of a plan, in Spanish."""
    return await _page(request, (connection, figures), plan, None, "es")


@router.get("/en/plans/{plan}/reports")
async def reports_en(plan: PlanId, request: Request, connection: Reads, figures: Figures) -> Response:
    """The reports of a plan, in English."""
    return await _page(request, (connection, figures), plan, None, "en")


@router.get("/planes/{plan}/informes/{number}")
async def report_es(
    plan: PlanId, number: PathNumber, request: Request, connection: Reads, figures: Figures
) -> Response:
    """A report, in Spanish."""
    return await _page(request, (connection, figures), plan, number, "es")


@router.get("/en/plans/{plan}/reports/{number}")
async def report_en(
    plan: PlanId, number: PathNumber, request: Request, connection: Reads, figures: Figures
) -> Response:
    """A report, in English."""
    return await _page(request, (connection, figures), plan, number, "en")


async def _page(
    request: Request, read: tuple[AsyncConnection, Reader], plan: str, number: int | None, language: str
) -> Response:
    connection, figures = read
    now = request.app.state.clock.now()
    _, compliance = await figures.read(connection, plan, moment_of(None, now))
    page = await reports_page(connection, compliance, request.app.state.public_url, number)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": _CACHE}
    return HTMLResponse(site_of(request).reports_page(page, language), headers=headers)
