"""Search over HTTP: as JSON, and as a page in two languages."""

from typing import Annotated, Self

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import PlanId
from constancia_events.texts import TextMap
from constancia_web.problems import problems
from constancia_web.reads import Snapshot
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import Figures, Reader
from reporting.search.searching import LONGEST, Hit, HitKind, search
from reporting.site.search import SearchPage
from reporting.site.serving import POLICY, site_of

router = APIRouter(tags=["search"])
_MOST = 100
Words = Annotated[
    str,
    Query(max_length=LONGEST, description="Words in any case, with or without accents, whole or begun; all of them."),
]


class HitOut(BaseModel):
    """Something that has every word."""

    model_config = ConfigDict(frozen=True)

    kind: HitKind
    commitment: int | None
    goal: int | None
    subgoal: int | None
    acronym: str | None = Field(description="Of an institution; of a theme its number.")
    title: TextMap
    field: str | None = Field(description="The template's field that has the words, where the title has not.")
    excerpt: str | None = Field(description="Some of that field around the first word.")

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The hit."""
        return cls(**{name: getattr(hit, name) for name in cls.model_fields})


class Found(BaseModel):
    """What was found, titles before texts."""

    model_config = ConfigDict(frozen=True)

    plan: str
    as_of: str
    items: list[HitOut]


@router.get("/v1/plans/{plan}/search", responses=problems(404, 422))
async def search_plan(
    plan: PlanId,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    q: Words,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="How many at most.")] = 20,
) -> Found:
    """Commitments, goals, subgoals, institutions and themes that have every word, as of any day."""
    facts, compliance = await figures.read(connection, plan, moment)
    return Found(plan=plan, as_of=compliance.as_of, items=[HitOut.of(one) for one in search(facts, q, limit)])


@router.get("/planes/{plan}/buscar", include_in_schema=False, response_class=HTMLResponse)
async def search_es(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf, q: Words = ""
) -> Response:
    """Search, in Spanish."""
    return await _page(request, (connection, figures, moment), (plan, q), "es")


@router.get("/en/plans/{plan}/search", include_in_schema=False, response_class=HTMLResponse)
async def search_en(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf, q: Words = ""
) -> Response:
    """Search, in English."""
    return await _page(request, (connection, figures, moment), (plan, q), "en")


async def _page(
    request: Request, read: tuple[AsyncConnection, Reader, Moment], asked: tuple[str, str], language: str
) -> Response:
    """Made anew for each query: what people look for is kept nowhere."""
    (connection, figures, moment), (plan, query) = read, asked
    facts, compliance = await figures.read(connection, plan, moment)
    page = SearchPage(
        compliance=compliance,
        is_past=moment.is_past,
        public_url=request.app.state.public_url,
        query=query,
        asked=bool(query.strip()),
        hits=tuple(search(facts, query, _MOST)),
        most=_MOST,
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return HTMLResponse(site_of(request).search_page(page, language), headers=headers)
