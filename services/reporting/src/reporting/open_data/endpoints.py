"""Open data over HTTP, at addresses that stay."""

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from constancia_events.keys import Acronym, PlanId
from constancia_web.conditional import UNCHANGED
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.compliance.endpoints import CACHE
from reporting.compliance.errors import InstitutionLeadsNothing
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import Figures, find_item, valid_until
from reporting.open_data import calendar, changes, feeds, writing
from reporting.open_data.catalogue import MEDIA_TYPE, Publisher, catalogue
from reporting.open_data.feeds import Feed
from reporting.open_data.queries import plans_on_record
from reporting.open_data.schemas import RecordedChange, RecordedChanges
from reporting.open_data.tables import BY_NAME, TABLES
from reporting.reports.gathered import Gathered, Spoken
from reporting.reports.gathering import gather

router = APIRouter(tags=["open data"])
_MOST = 100

Language = Annotated[Literal["es", "en"], Query(alias="lang", description="The language of its words.")]
TableName = Annotated[
    Literal[
        "themes",
        "institutions",
        "commitments",
        "goals",
        "subgoals",
        "statements",
        "evidence",
        "members",
        "meetings",
        "indicators",
        "findings",
        "clock",
        "consultations",
    ],
    Path(description="Which table."),
]
Form = Annotated[Literal["csv", "json", "xlsx"], Path(description="As what.")]
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The table.",
        "content": {
            writing.CSV: {"schema": {"type": "string"}},
            writing.XLSX: {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


def _type_of(media: str) -> str:
    """What a body of this media type is to whoever reads it."""
    return "object" if media.endswith("json") else "string"


def _one_of(media: str, description: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": {media: {"schema": {"type": _type_of(media)}}}}}


async def _publisher(request: Request) -> Publisher:
    publisher: Publisher = request.app.state.publisher
    return publisher


Publishing = Annotated[Publisher, Depends(_publisher)]


async def _feed(
    plan: PlanId,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    institution: Annotated[Acronym | None, Query(description="Only what it leads.")] = None,
    commitment: Annotated[int | None, Query(ge=1, le=9_999, description="Only this one.")] = None,
    lang: Language = "es",
) -> Feed:
    facts, compliance = await figures.read(connection, plan, moment)
    wanted: list[int] | None = None
    if institution is not None:
        wanted = [item.number for item in compliance.items if institution in item.leads]
        if not wanted:
            raise InstitutionLeadsNothing(institution=institution, plan=plan)
    if commitment is not None:
        wanted = [number for number in wanted or [commitment] if number == find_item(compliance, commitment).number]
    about = " ".join(str(one) for one in (institution, commitment) if one is not None) or None
    origin: str = request.app.state.public_url
    query = f"?{request.url.query}" if request.url.query else ""
    return Feed(
        compliance=compliance,
        changes=await changes.newest(connection, plan, commitments=wanted, most=_MOST),
        language=lang,
        origin=origin,
        address=f"{origin}{request.url.path}{query}",
        about=about,
        vocabulary=facts.plan.vocabulary,
    )


Feeding = Annotated[Feed, Depends(_feed)]


@router.get(
    "/v1/plans/{plan}/open-data/datapackage.json",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _one_of("application/json", "A Data Package."),
)
async def get_data_package(
    plan: PlanId, request: Request, connection: Snapshot, moment: AsOf, publisher: Publishing
) -> Response:
    """Every table of a plan with its dictionary, as a Data Package; frictionless reads and validates it."""
    gathered = await gather(connection, plan, moment, Spoken())
    query = f"?as_of={gathered.compliance.as_of}" if moment.is_past else ""
    base = f"{publisher.origin}/v1/plans/{plan}/open-data"
    package = writing.data_package(gathered, base=base, query=query, licence=publisher.licence)
    return _kept(request, gathered, moment, _json(package), "application/json", "datapackage.json")


@router.get(
    "/v1/plans/{plan}/open-data/all.xlsx",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _one_of(writing.XLSX, "A workbook."),
)
async def get_open_workbook(
    plan: PlanId, request: Request, connection: Snapshot, moment: AsOf, lang: Language = "es"
) -> Response:
    """Every table of a plan in one workbook, a sheet for each; comments on the headings say what they mean."""
    gathered = await gather(connection, plan, moment, Spoken())
    return _kept(request, gathered, moment, writing.as_xlsx(TABLES, gathered, lang), writing.XLSX, "all.xlsx")


@router.get(
    "/v1/plans/{plan}/open-data/{table}.{form}",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _FILES,
)
async def get_open_table(
    plan: PlanId,
    table: TableName,
    form: Form,
    request: Request,
    connection: Snapshot,
    moment: AsOf,
    lang: Language = "es",
    bom: Annotated[Literal["0", "1"], Query(description="1: CSV begins with a byte order mark, for Excel.")] = "0",
) -> Response:
    """A table of a plan as of any day: CSV, JSON or XLSX."""
    gathered = await gather(connection, plan, moment, Spoken())
    made: dict[str, tuple[Callable[[], bytes], str]] = {
        "csv": (lambda: writing.as_csv(BY_NAME[table], gathered, bom=bom == "1"), writing.CSV),
        "json": (lambda: writing.as_json(BY_NAME[table], gathered), "application/json"),
        "xlsx": (lambda: writing.as_xlsx([BY_NAME[table]], gathered, lang), writing.XLSX),
    }
    render, media = made[form]
    return _kept(request, gathered, moment, render(), media, f"{table}.{form}")


@router.get(
    "/catalog.jsonld", response_class=Response, responses=UNCHANGED | _one_of(MEDIA_TYPE, "DCAT-AP 3 as JSON-LD.")
)
async def get_catalogue(request: Request, connection: Snapshot, publisher: Publishing) -> Response:
    """Every plan as a dataset with its distributions: DCAT-AP 3, for CKAN and other harvesters."""
    body = catalogue(await plans_on_record(connection), publisher)
    return published(request, _json(body), media_type=MEDIA_TYPE, cache_control=CACHE)


@router.get("/v1/plans/{plan}/latest-changes", responses=problems(404, 422))
async def list_latest_changes(
    plan: PlanId,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    after: Annotated[int, Query(ge=0, le=2**62, description="The cursor: `next` of the answer before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most.")] = _MOST,
) -> RecordedChanges:
    """What was recorded of a plan behind a cursor, the oldest first; begin with 0."""
    await figures.read(connection, plan, moment)
    found = await changes.behind(connection, plan, after, commitments=None, most=limit)
    return RecordedChanges(
        plan=plan, items=[RecordedChange.of(one) for one in found], next=found[-1].position if found else after
    )


@router.get(
    "/v1/plans/{plan}/feed.atom",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _one_of("application/atom+xml", "An Atom feed."),
)
async def get_atom_feed(request: Request, feed: Feeding, moment: AsOf) -> Response:
    """The newest changes of a plan, of what an institution leads, or of a commitment, as Atom."""
    until = valid_until(moment, feed.compliance.time_zone)
    body = feeds.as_atom(feed, moment.now)
    return published(request, body, media_type=feeds.ATOM, cache_control=CACHE, valid_until=until)


@router.get(
    "/v1/plans/{plan}/feed.json",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _one_of("application/feed+json", "A JSON feed."),
)
async def get_json_feed(request: Request, feed: Feeding, moment: AsOf) -> Response:
    """The same as JSON Feed 1.1."""
    until = valid_until(moment, feed.compliance.time_zone)
    body = _json(feeds.as_json_feed(feed))
    return published(request, body, media_type=feeds.JSON_FEED, cache_control=CACHE, valid_until=until)


@router.get(
    "/v1/plans/{plan}/calendar.ics",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _one_of(calendar.MEDIA_TYPE, "A calendar."),
)
async def get_plan_calendar(
    plan: PlanId,
    request: Request,
    connection: Snapshot,
    moment: AsOf,
    institution: Annotated[Acronym | None, Query(description="Only the goals that it leads.")] = None,
    lang: Language = "es",
) -> Response:
    """When goals are due and who meets, as iCalendar, to subscribe to."""
    gathered = await gather(connection, plan, moment, Spoken())
    if institution is not None and not any(institution in item.leads for item in gathered.compliance.items):
        raise InstitutionLeadsNothing(institution=institution, plan=plan)
    origin: str = request.app.state.public_url
    body = calendar.calendar_of(gathered, language=lang, origin=origin, now=moment.now, institution=institution)
    media = f"{calendar.MEDIA_TYPE}; charset=utf-8"
    until = valid_until(moment, gathered.compliance.time_zone)
    return published(request, body, media_type=media, cache_control=CACHE, valid_until=until)


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _kept(request: Request, gathered: Gathered, moment: Moment, body: bytes, media: str, name: str) -> Response:
    return published(
        request,
        body,
        media_type=media,
        cache_control=CACHE,
        valid_until=valid_until(moment, gathered.compliance.time_zone),
        headers={
            "Content-Disposition": f'attachment; filename="{gathered.compliance.plan}-{name}"',
            "Access-Control-Allow-Origin": "*",
        },
    )
