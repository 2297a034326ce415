"""The pages of a plan beside its map: changes, participation, institutions, indicators, findings; in two languages."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import PlanId
from constancia_web.reads import Snapshot
from reporting.clock.reading import read_clock
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import Figures, Reader, Reading
from reporting.findings.reading import Findings, FindingsReader
from reporting.site.changes import changes_page
from reporting.site.figures import indicators_page
from reporting.site.noticed import findings_page
from reporting.site.pages import InstitutionsPage
from reporting.site.participation import participation_page
from reporting.site.render import Site
from reporting.site.serving import page_response, site_of
from reporting.site.timekeeping import clock_page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Read = Callable[[AsyncConnection, Reading, Moment, str], Awaitable[Any]]
"""Reads what one page is made from."""
Render = Callable[[Site, Any, str], bytes]


@router.get("/planes/{plan}/cambios")
async def changes_es(plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf) -> Response:
    """What was amended, in Spanish."""
    reading = await figures.read(connection, plan, moment)
    return await _part(request, (connection, reading, moment), changes_page, Site.changes_page, "es")


@router.get("/en/plans/{plan}/changes")
async def changes_en(plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf) -> Response:
    """What was amended, in English."""
    reading = await figures.read(connection, plan, moment)
    return await _part(request, (connection, reading, moment), changes_page, Site.changes_page, "en")


@router.get("/planes/{plan}/participacion")
async def participation_es(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf
) -> Response:
    """Who takes part, in Spanish."""
    reading = await figures.read(connection, plan, moment)
    return await _part(request, (connection, reading, moment), participation_page, Site.participation_page, "es")


@router.get("/en/plans/{plan}/participation")
async def participation_en(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf
) -> Response:
    """Who takes part, in English."""
    reading = await figures.read(connection, plan, moment)
    return await _part(request, (connection, reading, moment), participation_page, Site.participation_page, "en")


@router.get("/planes/{plan}/instituciones")
async def institutions_es(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf
) -> Response:
    """By institution, in Spanish."""
    return _institutions(request, await figures.read(connection, plan, moment), moment, "es")


@router.get("/en/plans/{plan}/institutions")
async def institutions_en(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf
) -> Response:
    """By institution, in English."""
    return _institutions(request, await figures.read(connection, plan, moment), moment, "en")


@router.get("/planes/{plan}/indicadores")
async def indicators_es(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf
) -> Response:
    """The figures, in Spanish."""
    reading = await figures.read(connection, plan, moment)
    return await _part(request, (connection, reading, moment), indicators_page, Site.indicators_page, "es")


@router.get("/en/plans/{plan}/indicators")
async def indicators_en(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf
) -> Response:
    """The figures, in English."""
    reading = await figures.read(connection, plan, moment)
    return await _part(request, (connection, reading, moment), indicators_page, Site.indicators_page, "en")


@router.get("/planes/{plan}/hallazgos")
async def findings_es(
    plan: PlanId, request: Request, connection: Snapshot, findings: Findings, moment: AsOf
) -> Response:
    """What was noticed, in Spanish."""
    return await _findings(request, (connection, plan, moment), findings, "es")


@router.get("/en/plans/{plan}/findings")
async def findings_en(
    plan: PlanId, request: Request, connection: Snapshot, findings: Findings, moment: AsOf
) -> Response:
    """What was noticed, in English."""
    return await _findings(request, (connection, plan, moment), findings, "en")


@router.get("/planes/{plan}/reloj")
async def clock_es(plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf) -> Response:
    """OGP's clock, in Spanish."""
    return await _clock(request, (connection, plan, moment), figures, "es")


@router.get("/en/plans/{plan}/clock")
async def clock_en(plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf) -> Response:
    """OGP's clock, in English."""
    return await _clock(request, (connection, plan, moment), figures, "en")


async def _part(
    request: Request, of: tuple[AsyncConnection, Reading, Moment], read: Read, render: Render, language: str
) -> Response:
    connection, reading, moment = of
    page = await read(connection, reading, moment, request.app.state.public_url)
    return page_response(request, render(site_of(request), page, language), moment, reading[1].time_zone)


def _institutions(request: Request, reading: Reading, moment: Moment, language: str) -> Response:
    _, compliance = reading
    page = InstitutionsPage(compliance=compliance, is_past=moment.is_past, public_url=request.app.state.public_url)
    return page_response(request, site_of(request).institutions_page(page, language), moment, compliance.time_zone)


async def _clock(request: Request, of: tuple[AsyncConnection, str, Moment], figures: Reader, language: str) -> Response:
    connection, plan, moment = of
    read = await read_clock(connection, figures, plan, moment)
    page = clock_page(read, request.app.state.public_url, is_past=moment.is_past)
    return page_response(request, site_of(request).clock_page(page, language), moment, read.compliance.time_zone)


async def _findings(
    request: Request, of: tuple[AsyncConnection, str, Moment], findings: FindingsReader, language: str
) -> Response:
    connection, plan, moment = of
    noticed = await findings.read(connection, plan, moment)
    page = findings_page(noticed, request.app.state.public_url, is_past=moment.is_past)
    return page_response(request, site_of(request).findings_page(page, language), moment, noticed.compliance.time_zone)
