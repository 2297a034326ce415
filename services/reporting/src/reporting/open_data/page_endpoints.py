"""The page of a plan's open data, in two languages."""

import json

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from constancia_events.keys import PlanId
from constancia_events.texts import text_in
from constancia_web.reads import Snapshot
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import Figures, Reading
from reporting.open_data.catalogue import Publisher
from reporting.open_data.tables import TABLES
from reporting.site.open_data import DataPage, DataTable
from reporting.site.serving import page_response, site_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/planes/{plan}/datos")
async def data_es(plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf) -> Response:
    """Open data, in Spanish."""
    return _page(request, await figures.read(connection, plan, moment), moment, "es")


@router.get("/en/plans/{plan}/data")
async def data_en(plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf) -> Response:
    """Open data, in English."""
    return _page(request, await figures.read(connection, plan, moment), moment, "en")


def _page(request: Request, reading: Reading, moment: Moment, language: str) -> Response:
    _, compliance = reading
    publisher: Publisher = request.app.state.publisher
    page = DataPage(
        compliance=compliance,
        is_past=moment.is_past,
        public_url=request.app.state.public_url,
        licence=publisher.licence,
        tables=tuple(
            DataTable(
                name=table.name,
                title=table.title,
                columns=tuple((one.name, one.type, one.means) for one in table.columns),
            )
            for table in TABLES
        ),
        described=_described(reading, publisher, language),
    )
    return page_response(request, site_of(request).dataset_page(page, language), moment, compliance.time_zone)


def _described(reading: Reading, publisher: Publisher, language: str) -> str:
    """schema.org/Dataset as JSON that may stand inside a script element: no `<` of a text can end it."""
    facts, compliance = reading
    plan = facts.plan
    here = f"{publisher.origin}/v1/plans/{plan.plan}/open-data"
    said = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": text_in(compliance.title, language),
        "description": text_in(compliance.title, language),
        "identifier": plan.plan,
        "url": f"{publisher.origin}/planes/{plan.plan}/datos",
        "license": publisher.licence,
        "isAccessibleForFree": True,
        "inLanguage": plan.languages,
        "temporalCoverage": f"{plan.starts_on}/{plan.ends_on}",
        "creator": {"@type": "Organization", "name": publisher.name, "url": publisher.origin},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": table.title[language],
                "encodingFormat": "text/csv",
                "contentUrl": f"{here}/{table.name}.csv",
            }
            for table in TABLES
        ],
    }
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
