"""The public pages over HTTP: Spanish at the root, English under `/en/`, the same pages in both."""

from typing import Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import PlanId
from constancia_web.paths import PathNumber
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.compliance.errors import CommitmentUnknown
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import find_item
from reporting.findings.reading import FindingsReader
from reporting.site.changes import states_of
from reporting.site.pages import CommitmentPage, EmbedPage, PlanPage
from reporting.site.promises import promise_of
from reporting.site.queries import goal_details, leads_of, plans
from reporting.site.serving import POLICY, page_response, reader_of, site_of
from reporting.widgets.assets import SCRIPT_MEDIA_TYPE, constancia_script, integrity, pinned_path

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

FOREVER: Final = "public, max-age=31536000, immutable"
SCRIPT_CACHE: Final = "public, max-age=3600, stale-while-revalidate=86400"


@router.get("/")
async def home_es(request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """The newest plan, in Spanish."""
    return await _home(request, connection, moment, "es")


@router.get("/en/")
async def home_en(request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """The newest plan, in English."""
    return await _home(request, connection, moment, "en")


@router.get("/en")
async def to_home_en() -> RedirectResponse:
    """The English site is a folder."""
    return RedirectResponse("/en/", 308)


@router.get("/embed")
@router.get("/en/embed")
async def to_embed(request: Request) -> RedirectResponse:
    """So are the pages for web masters."""
    return RedirectResponse(f"{request.url.path}/", 308)


@router.get("/planes/{plan}")
async def plan_es(plan: PlanId, request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """A plan, in Spanish."""
    return await _plan(request, connection, moment, plan, "es")


@router.get("/en/plans/{plan}")
async def plan_en(plan: PlanId, request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """A plan, in English."""
    return await _plan(request, connection, moment, plan, "en")


@router.get("/planes/{plan}/compromisos/{commitment}")
async def commitment_es(
    plan: PlanId, commitment: PathNumber, request: Request, connection: Snapshot, moment: AsOf
) -> Response:
    """A commitment, in Spanish."""
    return await _commitment(request, connection, moment, (plan, commitment), "es")


@router.get("/en/plans/{plan}/commitments/{commitment}")
async def commitment_en(
    plan: PlanId, commitment: PathNumber, request: Request, connection: Snapshot, moment: AsOf
) -> Response:
    """A commitment, in English."""
    return await _commitment(request, connection, moment, (plan, commitment), "en")


@router.get("/embed/")
async def embed_es(request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """The code to embed, in Spanish."""
    return await _embed(request, connection, moment, "es")


@router.get("/en/embed/")
async def embed_en(request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """The code to embed, in English."""
    return await _embed(request, connection, moment, "en")


@router.get("/embed/v1/constancia.js")
async def embed_script(request: Request) -> Response:
    """The custom element."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
    return published(
        request, constancia_script(), media_type=SCRIPT_MEDIA_TYPE, cache_control=SCRIPT_CACHE, headers=headers
    )


@router.get(pinned_path("constancia.js"))
async def pinned_script(request: Request) -> Response:
    """The custom element as it is now, for ever: a page may demand its hash."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
    return published(request, constancia_script(), media_type=SCRIPT_MEDIA_TYPE, cache_control=FOREVER, headers=headers)


@router.get("/static/{name}")
async def static_file(name: str, request: Request) -> Response:
    """A style sheet, script or picture, named by its content; by its plain name for the pages of other services."""
    site = site_of(request)
    path = site.static_path(name)
    found = site.static.get(path or f"/static/{name}")
    if found is None:
        raise HTTPException(404)
    cache = FOREVER if path is None else SCRIPT_CACHE
    return published(request, found[0], media_type=found[1], cache_control=cache)


async def _home(request: Request, connection: AsyncConnection, moment: Moment, language: str) -> Response:
    on_record = await plans(connection)
    if not on_record:
        return HTMLResponse(site_of(request).empty_page(language), headers={"Content-Security-Policy": POLICY})
    return await _plan(request, connection, moment, on_record[0].plan, language)


async def _plan(request: Request, connection: AsyncConnection, moment: Moment, plan: str, language: str) -> Response:
    noticed = await _findings(request).read(connection, plan, moment)
    facts, compliance = noticed.facts, noticed.compliance
    states = await states_of(connection, plan, moment.instant(ZoneInfo(compliance.time_zone)))
    page = PlanPage(
        compliance=compliance,
        is_past=moment.is_past,
        public_url=request.app.state.public_url,
        other_plans=tuple(other for other in await plans(connection) if other.plan != plan),
        vocabulary=facts.plan.vocabulary,
        state=states[0] if states else None,
        findings=len(noticed.findings),
    )
    return page_response(request, site_of(request).plan_page(page, language), moment, compliance.time_zone)


async def _commitment(
    request: Request, connection: AsyncConnection, moment: Moment, key: tuple[str, int], language: str
) -> Response:
    plan, number = key
    noticed = await _findings(request).read(connection, plan, moment)
    facts, compliance = noticed.facts, noticed.compliance
    item = find_item(compliance, number)
    goals = await goal_details(connection, facts, number, moment)
    numbers = [one.number for one in compliance.items]
    at = numbers.index(number)
    promise = await promise_of(connection, facts, number, goals, moment)
    page = CommitmentPage(
        plan=plan,
        plan_title=compliance.title,
        time_zone=compliance.time_zone,
        as_of=compliance.as_of,
        policy=compliance.policy,
        version=compliance.version,
        item=item,
        theme_title=next(theme.title for theme in compliance.themes if theme.number == item.theme),
        is_past=moment.is_past,
        public_url=request.app.state.public_url,
        texts=promise.defined.fields,
        leads=leads_of(facts, number),
        goals=goals,
        previous=numbers[at - 1] if at else None,
        next=numbers[at + 1] if at + 1 < len(numbers) else None,
        vocabulary=facts.plan.vocabulary,
        promise=promise,
        findings=sum(finding.is_about(number) for finding in noticed.findings),
    )
    return page_response(request, site_of(request).commitment_page(page, language), moment, compliance.time_zone)


async def _embed(request: Request, connection: AsyncConnection, moment: Moment, language: str) -> Response:
    on_record = await plans(connection)
    if not on_record:
        return HTMLResponse(site_of(request).empty_page(language), headers={"Content-Security-Policy": POLICY})
    _, compliance = await reader_of(request).read(connection, on_record[0].plan, moment)
    if not compliance.items:
        raise CommitmentUnknown(plan=compliance.plan, commitment=1)
    item = compliance.items[0]
    page = EmbedPage(
        plan=compliance.plan,
        plan_title=compliance.title,
        item=item,
        public_url=request.app.state.public_url,
        pinned_path=pinned_path("constancia.js"),
        integrity=integrity("constancia.js"),
        institution=compliance.institutions[0].acronym if compliance.institutions else "",
        badge_path=f"/v1/plans/{compliance.plan}/commitments/{item.number}/badge.svg?lang={language}",
    )
    return page_response(request, site_of(request).embed_page(page, language), moment, compliance.time_zone)


def _findings(request: Request) -> FindingsReader:
    reader: FindingsReader = request.app.state.findings
    return reader
