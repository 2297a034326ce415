"""The pages of past plans, country by country."""

from dataclasses import replace
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_pages.formats import Formats
from constancia_web.reads import Snapshot
from reporting.compliance.errors import PastCountryUnknown
from reporting.compliance.moment import AsOf, Moment
from reporting.site.links import Paths
from reporting.site.pages import CountriesPage, CountryPage
from reporting.site.past_plans import averages_of, countries_of, country_of, current_of, past_rows, plan_on_record
from reporting.site.serving import page_response, reader_of, site_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_ZONE: Final = "UTC"
"""For the midnight of pages that have no plan in them: nothing there depends on the day."""
Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,100}$")]
Sort = Annotated[Literal["country", "high_completion", "transformative", "relevant", "commitments"], Query()]


@router.get("/paises")
@router.get("/en/countries")
async def to_countries(request: Request) -> RedirectResponse:
    """The countries are a folder."""
    return RedirectResponse(f"{request.url.path}/", 308)


@router.get("/paises/")
async def countries_es(request: Request, connection: Snapshot, moment: AsOf, sort: Sort = "country") -> Response:
    """Every country, in Spanish."""
    return await _countries(request, connection, moment, sort, "es")


@router.get("/en/countries/")
async def countries_en(request: Request, connection: Snapshot, moment: AsOf, sort: Sort = "country") -> Response:
    """Every country, in English."""
    return await _countries(request, connection, moment, sort, "en")


@router.get("/paises/{slug}")
async def country_es(slug: Slug, request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """A country, in Spanish."""
    return await _country(request, connection, moment, slug, "es")


@router.get("/en/countries/{slug}")
async def country_en(slug: Slug, request: Request, connection: Snapshot, moment: AsOf) -> Response:
    """A country, in English."""
    return await _country(request, connection, moment, slug, "en")


async def _countries(
    request: Request, connection: AsyncConnection, moment: Moment, sort: str, language: str
) -> Response:
    rows = await past_rows(connection)
    page = CountriesPage(
        countries=countries_of(rows, Formats(language), sort),
        averages=averages_of(rows),
        sort=sort,
        public_url=request.app.state.public_url,
    )
    return page_response(request, site_of(request).countries_page(page, language), moment, _ZONE)


async def _country(request: Request, connection: AsyncConnection, moment: Moment, slug: str, language: str) -> Response:
    """A country by its name in addresses; its ISO code leads there too. Raises PastCountryUnknown."""
    rows = await past_rows(connection)
    own = [row for row in rows if row.slug == slug]
    if not own:
        named = {row.slug for row in rows if (row.code or "").lower() == slug}
        if len(named) != 1:
            raise PastCountryUnknown
        return RedirectResponse(Paths(language).country(named.pop()), 308)
    # What is past here is past in every sense: the plan on record beside it is shown as it stands now.
    now = replace(moment, as_of=None)
    plan = await plan_on_record(connection, own[0].code)
    compliance = None if plan is None else (await reader_of(request).read(connection, plan, now))[1]
    page = CountryPage(
        country=country_of(own, Formats(language)),
        others=averages_of([row for row in rows if row.slug != slug]),
        current=None if compliance is None else current_of(compliance),
        public_url=request.app.state.public_url,
    )
    zone = _ZONE if compliance is None else compliance.time_zone
    return page_response(request, site_of(request).country_page(page, language), now, zone)
