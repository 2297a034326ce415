"""The pages of evidence: one piece of it, and all that a plan cites; in two languages."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.checks import EvidenceVerdict
from constancia_events.keys import PlanId
from constancia_web.reads import Snapshot
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.queries import zone_of
from reporting.compliance.reading import Figures, Reading
from reporting.site.evidence import EvidenceUnknown, evidence_page, plan_evidence_page
from reporting.site.serving import page_response, site_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

EvidenceId = Annotated[str, Path(pattern=r"^ev-[0-9a-f]{32}$")]
Only = Annotated[EvidenceVerdict | None, Query()]
Institution = Annotated[str | None, Query(max_length=40)]
_PLAN = text("select plan from evidence_uses where evidence = :evidence order by pos desc limit 1")


@router.get("/evidencia/{evidence}")
async def evidence_es(evidence: EvidenceId, request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """One piece of evidence, in Spanish."""
    return await _evidence(request, connection, evidence, moment, "es")


@router.get("/en/evidence/{evidence}")
async def evidence_en(evidence: EvidenceId, request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """One piece of evidence, in English."""
    return await _evidence(request, connection, evidence, moment, "en")


@router.get("/planes/{plan}/evidencia")
async def proof_es(  # noqa: PLR0913, PLR0917 - the parts of a request
    plan: PlanId,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    verdict: Only = None,
    institution: Institution = None,
) -> Response:
    """What a plan cites, in Spanish."""
    reading = await figures.read(connection, plan, moment)
    return await _proof(request, (connection, reading, moment), verdict, institution, "es")


@router.get("/en/plans/{plan}/evidence")
async def proof_en(  # noqa: PLR0913, PLR0917 - the parts of a request
    plan: PlanId,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    verdict: Only = None,
    institution: Institution = None,
) -> Response:
    """What a plan cites, in English."""
    reading = await figures.read(connection, plan, moment)
    return await _proof(request, (connection, reading, moment), verdict, institution, "en")


async def _evidence(
    request: Request, connection: AsyncConnection, evidence: str, moment: Moment, language: str
) -> Response:
    plan = await connection.scalar(_PLAN, {"evidence": evidence})
    if plan is None:
        raise EvidenceUnknown(evidence=evidence)
    zone = await zone_of(connection, plan)
    moment.refuse_future(zone)
    at = moment.instant(zone) if moment.is_past else None
    page = await evidence_page(
        connection,
        evidence,
        at=at,
        now=moment.now,
        time_zone=str(zone),
        public_url=request.app.state.public_url,
    )
    return page_response(request, site_of(request).evidence_page(page, language), moment, page.time_zone)


async def _proof(
    request: Request,
    of: tuple[AsyncConnection, Reading, Moment],
    only: EvidenceVerdict | None,
    institution: str | None,
    language: str,
) -> Response:
    connection, (_, compliance), moment = of
    at = moment.instant(ZoneInfo(compliance.time_zone)) if moment.is_past else None
    page = await plan_evidence_page(
        connection,
        compliance,
        at=at,
        only=only,
        institution=institution or None,
        public_url=request.app.state.public_url,
    )
    return page_response(request, site_of(request).proof_page(page, language), moment, compliance.time_zone)
