"""IRM's table and the past plans in it, over HTTP."""

import asyncio
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from commitments.deps import IrmEditor, OpenTransaction
from commitments.irm import queries
from commitments.irm.aggregate import PastPlan, averages_of
from commitments.irm.commands.load_irm_table import LoadIrmTable, load_irm_table
from commitments.irm.countries import LONGEST_NAME
from commitments.irm.reading import read_table
from commitments.irm.schemas import IrmAverages, IrmCommitment, IrmCountry, IrmPlanDetail, IrmTableResult
from constancia_web.conditional import UNCHANGED, etag
from constancia_web.language import Language
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/irm", tags=["irm"])

_CSV: Final = "text/csv"
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "IRM's table of commitments: CSV in UTF-8, columns by the names in its header.",
        "content": {_CSV: {"schema": {"type": "string"}}},
    }
}
CountryName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=LONGEST_NAME,
        description="Name as in the table, in English or in Spanish, or ISO code; case and accents do not matter.",
        examples=["Guatemala"],
    ),
]


@router.post("/table", openapi_extra=_BODY, responses=problems(400, 401, 403, 413, 415, 422))
async def take_irm_table(
    request: Request,
    actor: IrmEditor,
    transaction: OpenTransaction,
    language: Language,
    *,
    dry_run: Annotated[bool, Query(description="Check everything and change nothing.")] = False,
) -> IrmTableResult:
    """Take IRM's table (scope `irm:write` or `plan:admin`): each plan in it becomes what the table says of it.

    Rows that cannot be taken are told with their reason, the others land. The same table again changes nothing.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _CSV:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, headers={"Accept": _CSV})
    table = await asyncio.to_thread(read_table, await request.body())
    async with transaction(actor=actor.client_id, dry_run=dry_run) as tx:
        loaded = await load_irm_table(tx, LoadIrmTable(table=table))
    return IrmTableResult.of(loaded, dry_run=dry_run, say=partial(request.app.state.translations.text, language))


@router.get("/countries", responses=problems(422))
async def list_irm_countries(connection: Reads, paging: Paging) -> Page[IrmCountry]:
    """The countries of IRM's table with their past plans, by name."""
    [after] = paging.after("")
    found = await queries.page_of_countries(connection, after=after, limit=paging.fetch)
    return paging.page(found, IrmCountry.of, lambda plans: (plans[0].slug,))


@router.get("/countries/{country}", responses=problems(404, 422) | UNCHANGED)
async def get_irm_country(country: CountryName, response: Response, connection: Reads) -> IrmCountry:
    """A country's past plans: commitments, shares of high completion, transformative and relevant ones, stars."""
    plans = await queries.of_country(connection, country)
    response.headers["ETag"] = _etag_of(plans)
    return IrmCountry.of(plans)


@router.get("/countries/{country}/plans/{number}", responses=problems(404, 422) | UNCHANGED)
async def get_irm_plan(
    country: CountryName, number: PathNumber, response: Response, connection: Reads
) -> IrmPlanDetail:
    """One past plan, with the counts behind its shares and the formula that its stars are counted by."""
    plan = await queries.of_number(connection, country, number)
    response.headers["ETag"] = _etag_of([plan])
    return IrmPlanDetail.of(plan)


@router.get("/countries/{country}/plans/{number}/commitments", responses=problems(404, 422))
async def list_irm_commitments(
    country: CountryName, number: PathNumber, connection: Reads, paging: Paging
) -> Page[IrmCommitment]:
    """The commitments of a past plan in the order of the table."""
    plan = await queries.of_number(connection, country, number)
    [after] = paging.after(0)
    found = await queries.page_of_commitments(connection, plan, after=after, limit=paging.fetch)
    return paging.page(found, lambda placed: IrmCommitment.of(placed[1]), lambda placed: (placed[0],))


@router.get("/averages", responses=problems(404, 422) | UNCHANGED)
async def get_irm_averages(
    response: Response,
    connection: Reads,
    without: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=LONGEST_NAME,
            description="A country to leave out, for the average of the others.",
            examples=["Guatemala"],
        ),
    ] = None,
) -> IrmAverages:
    """The three shares over all plans of the table, or over those of all countries but one."""
    left_out = "" if without is None else (await queries.of_country(connection, without))[0].slug
    plans = [plan for plan in await queries.every(connection) if plan.slug != left_out]
    response.headers["ETag"] = _etag_of(plans)
    return IrmAverages.of(averages_of(plans))


def _etag_of(plans: Sequence[PastPlan]) -> str:
    """Revisions only grow and plans never go, so their sum names one state of these plans."""
    return etag(sum(plan.revision for plan in plans))
