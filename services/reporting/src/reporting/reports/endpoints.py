"""Reports over HTTP: drafts for the point of contact, what is out or published for everybody."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag, matches_any
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Reads, Snapshot
from reporting.compliance.endpoints import CACHE
from reporting.compliance.moment import AsOf
from reporting.compliance.queries import zone_of
from reporting.compliance.reading import valid_until
from reporting.deps import OpenTransaction, PointOfContact
from reporting.reports import store
from reporting.reports.aggregate import Report
from reporting.reports.commands.ask_edition import AskEdition, ask_edition
from reporting.reports.commands.publish_report import publish_report
from reporting.reports.commands.start_report import StartReport, start_report
from reporting.reports.commands.write_section import WriteSection, write_section
from reporting.reports.errors import ReportFileNotFound
from reporting.reports.narratives import Narrative
from reporting.reports.queries import public_edition
from reporting.reports.reading import figures, hearing_on, moment_of
from reporting.reports.rendering import html
from reporting.reports.rendering.formats import FILES, RENDERERS, Form
from reporting.reports.schemas import (
    EditionIn,
    EditionOut,
    FigureOut,
    FiguresOut,
    ReportIn,
    ReportOut,
    SectionIn,
    SectionOut,
    path_of,
)
from reporting.reports.store import Edition
from reporting.site.serving import site_of

router = APIRouter(prefix="/v1/plans/{plan}", tags=["reports"])

EditionNumber = Annotated[int, Path(ge=1, le=9_999, description="Number of an edition of the report.", examples=[1])]
FileName = Annotated[
    str, Path(pattern=r"^(es|en)\.(json|html|pdf|docx|xlsx|csv)$", description="Of a file.", examples=["es.pdf"])
]
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file; its ETag is its SHA-256.",
        "content": {
            one.media_type: {"schema": {"type": "object" if form is Form.JSON else "string"}}
            for form, one in RENDERERS.items()
        },
    }
}
_FORMS = {name: (language, form) for name, language, form in FILES}
_INLINE = {Form.HTML, Form.PDF, Form.JSON}


@router.get("/reports", responses=problems(404, 422))
async def list_reports(plan: PlanId, connection: Reads, request: Request) -> list[ReportOut]:
    """The reports of a plan, the newest first; of drafts it says no more than that they are being written."""
    await zone_of(connection, plan)
    found = await store.of_plan(connection, plan)
    return [await _said(request, connection, one) for one in found]


@router.post("/reports", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_report(
    plan: PlanId,
    body: ReportIn,
    actor: PointOfContact,
    transaction: OpenTransaction,
    connection: Reads,
    request: Request,
    response: Response,
) -> ReportOut:
    """Begin a self-assessment report."""
    command = StartReport(plan=plan, kind=body.kind, as_of=body.as_of, consultation=body.consultation)
    async with transaction(actor=actor.client_id) as tx:
        report = await start_report(tx, command)
    response.headers["Location"] = path_of(report)
    response.headers["ETag"] = etag(report.version)
    return await _said(request, connection, report)


@router.get("/reports/{report}", responses=problems(404, 422))
async def get_report(
    plan: PlanId, report: PathNumber, connection: Reads, request: Request, response: Response
) -> ReportOut:
    """A report: where it stands, and its files where they are public, with the hashes that the log has of them."""
    said = await _said(request, connection, await store.load(connection, plan, report))
    response.headers["ETag"] = etag(said.version)
    return said


@router.get("/reports/{report}/sections", responses=problems(401, 403, 404, 422))
async def list_report_sections(
    plan: PlanId, report: PathNumber, _actor: PointOfContact, connection: Reads
) -> list[SectionOut]:
    """What people wrote so far, in the order of the report; a section that nobody wrote has version 0."""
    await store.load(connection, plan, report)
    known = await store.sections(connection, plan, report)
    return [SectionOut.of(section, known.get(section)) for section in Narrative]


@router.put(
    "/reports/{report}/sections/{section}",
    responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428),
)
async def write_report_section(
    plan: PlanId,
    report: PathNumber,
    section: Narrative,
    body: SectionIn,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    connection: Snapshot,
    request: Request,
    response: Response,
) -> SectionOut:
    """Write a section. Figures are inserted by their names, and are those of the record whenever an edition is made."""
    found = await store.load(connection, plan, report)
    moment = moment_of(found.as_of, request.app.state.clock.now())
    known = await figures(connection, plan, moment, site=site_of(request), language="es")
    command = WriteSection(
        plan=plan,
        number=report,
        section=section,
        text=body.text,
        figures={one.key for one in known},
        expected=expected,
        by=actor.client_id,
    )
    async with transaction(actor=actor.client_id) as tx:
        after, written = await write_section(tx, command)
    response.headers["ETag"] = etag(after.version)
    return SectionOut.of(section, written)


@router.get("/reports/{report}/sections/{section}/texts", responses=problems(401, 403, 404, 422))
async def list_report_section_texts(
    plan: PlanId, report: PathNumber, section: Narrative, _actor: PointOfContact, connection: Reads
) -> list[SectionOut]:
    """Every text that a section had, the newest first."""
    await store.load(connection, plan, report)
    return [SectionOut.of(section, one) for one in await store.texts_of(connection, plan, report, section)]


@router.post(
    "/reports/{report}/editions",
    status_code=202,
    responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428),
)
async def create_report_edition(
    plan: PlanId,
    report: PathNumber,
    body: EditionIn,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    request: Request,
    response: Response,
) -> EditionOut:
    """Have an edition made: to look at, to put out for comment, or the final one. `Location` says how far it is."""
    command = AskEdition(
        plan=plan,
        number=report,
        purpose=body.purpose,
        window=body.window,
        expected=expected,
        origin=request.app.state.public_url,
        by=actor.client_id,
    )
    async with transaction(actor=actor.client_id) as tx:
        found, edition = await ask_edition(tx, command)
    response.headers["Location"] = f"{path_of(found)}/editions/{edition.edition}"
    return EditionOut.of(edition)


@router.get("/reports/{report}/editions", responses=problems(401, 403, 404, 422))
async def list_report_editions(
    plan: PlanId, report: PathNumber, _actor: PointOfContact, connection: Reads
) -> list[EditionOut]:
    """Every edition of a report, the newest first."""
    await store.load(connection, plan, report)
    return [EditionOut.of(one) for one in await store.editions(connection, plan, report)]


@router.get("/reports/{report}/editions/{edition}", responses=problems(401, 403, 404, 422))
async def get_report_edition(
    plan: PlanId, report: PathNumber, edition: EditionNumber, _actor: PointOfContact, connection: Reads
) -> EditionOut:
    """An edition, and how far its making has come."""
    return EditionOut.of(await store.edition(connection, plan, report, edition))


@router.get(
    "/reports/{report}/editions/{edition}/files/{name}",
    response_class=Response,
    responses=problems(401, 403, 404, 422) | UNCHANGED | _FILE,
)
async def get_report_edition_file(
    plan: PlanId,
    report: PathNumber,
    edition: EditionNumber,
    name: FileName,
    _actor: PointOfContact,
    connection: Reads,
    request: Request,
) -> Response:
    """A file of any edition, for the point of contact."""
    found = await store.edition(connection, plan, report, edition)
    return await _file(request, connection, found, name, "private, no-cache")


@router.post("/reports/{report}/publication", responses=problems(401, 403, 404, 409, 412, 422, 428))
async def publish_report_edition(
    plan: PlanId,
    report: PathNumber,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    connection: Reads,
    request: Request,
    response: Response,
) -> ReportOut:
    """Publish the final edition. From then on the report is frozen: the log has the hash of each of its files."""
    async with transaction(actor=actor.client_id) as tx:
        after = await publish_report(tx, plan, report, expected)
    response.headers["ETag"] = etag(after.version)
    return await _said(request, connection, after)


@router.get(
    "/reports/{report}/files/{name}",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _FILE,
)
async def get_report_file(
    plan: PlanId, report: PathNumber, name: FileName, connection: Reads, request: Request
) -> Response:
    """A file of the edition that is public: the one out for comment, and from its publication on the final one."""
    await store.load(connection, plan, report)
    public = await public_edition(connection, plan, report)
    if public is None:
        raise ReportFileNotFound(plan=plan, number=report, name=name)
    return await _file(request, connection, public, name, "public, max-age=300, stale-while-revalidate=86400")


@router.get("/figures", response_model=FiguresOut, responses=problems(404, 422) | UNCHANGED)
async def list_report_figures(
    plan: PlanId,
    connection: Snapshot,
    moment: AsOf,
    request: Request,
    lang: Annotated[Literal["es", "en"], Query(description="The language in which they are read.")] = "es",
) -> Response:
    """Every figure of a plan by its name, as of any day: what sections insert, and what a report says alike."""
    zone = await zone_of(connection, plan)
    moment.refuse_future(zone)
    found = await figures(connection, plan, moment, site=site_of(request), language=lang)
    said = FiguresOut(plan=plan, as_of=moment.label(zone), items=[FigureOut.of(one) for one in found])
    return published(
        request,
        said.model_dump_json().encode(),
        media_type="application/json",
        cache_control=CACHE,
        valid_until=valid_until(moment, zone.key),
    )


async def _said(request: Request, connection: Reads, report: Report) -> ReportOut:
    heard = await hearing_on(connection, report, request.app.state.public_url)
    public = await public_edition(connection, report.plan, report.number)
    return ReportOut.of(report, public, heard.scheduled.consultation if heard else None)


async def _file(request: Request, connection: Reads, edition: Edition, name: str, cache: str) -> Response:
    """A file of an edition; its bytes are read only for whoever does not hold them."""
    part = next((one for one in edition.files if one.name == name), None)
    if part is None:
        raise ReportFileNotFound(plan=edition.plan, number=edition.number, name=name)
    language, form = _FORMS[name]
    tag = etag(part.sha256)
    shown = "inline" if form in _INLINE else "attachment"
    headers = {
        "ETag": tag,
        "Cache-Control": cache,
        "Content-Disposition": f'{shown}; filename="{edition.plan}-{edition.number}-{name}"',
        "Content-Language": language,
        "Content-Security-Policy": html.policy() if form is Form.HTML else "default-src 'none'; sandbox",
    }
    if matches_any(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    content = await store.content_of(connection, edition.plan, edition.number, edition.edition, name)
    return Response(content, media_type=RENDERERS[form].media_type, headers=headers)
