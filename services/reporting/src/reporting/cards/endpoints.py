"""Cards over HTTP: pages to frame on any site, the same as a fragment of HTML, and oEmbed that finds them."""

import re
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from constancia_events.keys import Acronym, PlanId
from constancia_events.texts import text_in
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.cards import cards
from reporting.cards.errors import NothingToEmbed
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import Figures, valid_until
from reporting.open_data.changes import newest
from reporting.open_data.feeds import Feed
from reporting.site.cards import Card, CardChange
from reporting.site.serving import HTML, site_of
from reporting.widgets.assets import SCRIPT_MEDIA_TYPE, frame_script

router = APIRouter(default_response_class=HTMLResponse)
Language = Annotated[Literal["es", "en"], Path(description="The language of its words.")]
Fragment = Annotated[
    Literal["0", "1"], Query(description="1: a fragment of HTML without a page around it, for a site's own style.")
]
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
_CACHE: Final = "public, max-age=60, stale-while-revalidate=86400"
_LATEST: Final = 10
_WIDTH: Final = 600
_HEIGHT: Final = 420
_PAGES: Final = re.compile(
    r"/(?:(?P<en>en)/plans|planes)/(?P<plan>[a-z]{2}-[0-9]{4}-[0-9]{4})"
    r"(?:/(?:compromisos|commitments)/(?P<commitment>[1-9][0-9]{0,3})|/(?P<changes>cambios|changes))?/?",
    re.ASCII,
)
_GOAL: Final = re.compile(r"goal-[0-9]+-([1-9][0-9]{0,3})", re.ASCII)


class OEmbed(BaseModel):
    """An oEmbed answer of type `rich`."""

    model_config = ConfigDict(frozen=True)

    version: Literal["1.0"] = "1.0"
    type: Literal["rich"] = "rich"
    provider_name: str = "Constancia"
    provider_url: str
    title: str
    cache_age: int = 300
    html: str = Field(description="An iframe; with /embed/v1/frame.js on the page it takes the height of its content.")
    width: int
    height: int


@router.get("/embed/v1/{lang}/plans/{plan}", include_in_schema=False)
async def plan_card(
    lang: Language,
    plan: PlanId,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    fragment: Fragment = "0",
) -> Response:
    """A plan: its goals by state."""
    reading = await figures.read(connection, plan, moment)
    return _card(request, cards.of_plan(reading, _origin(request), lang), moment, lang, fragment)


@router.get("/embed/v1/{lang}/plans/{plan}/themes/{theme}", include_in_schema=False)
async def theme_card(
    lang: Language,
    plan: PlanId,
    theme: PathNumber,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    fragment: Fragment = "0",
) -> Response:
    """A theme of a plan."""
    reading = await figures.read(connection, plan, moment)
    return _card(request, cards.of_theme(reading, _origin(request), lang, theme), moment, lang, fragment)


@router.get("/embed/v1/{lang}/plans/{plan}/institutions/{institution}", include_in_schema=False)
async def institution_card(
    lang: Language,
    plan: PlanId,
    institution: Acronym,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    fragment: Fragment = "0",
) -> Response:
    """Our commitments: what an institution leads."""
    reading = await figures.read(connection, plan, moment)
    return _card(request, cards.of_institution(reading, _origin(request), lang, institution), moment, lang, fragment)


@router.get("/embed/v1/{lang}/plans/{plan}/commitments/{commitment}", include_in_schema=False)
async def commitment_card(
    lang: Language,
    plan: PlanId,
    commitment: PathNumber,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    fragment: Fragment = "0",
) -> Response:
    """A commitment with its goals."""
    reading = await figures.read(connection, plan, moment)
    return _card(request, cards.of_commitment(reading, _origin(request), lang, commitment), moment, lang, fragment)


@router.get("/embed/v1/{lang}/plans/{plan}/commitments/{commitment}/goals/{goal}", include_in_schema=False)
async def goal_card(
    lang: Language,
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    fragment: Fragment = "0",
) -> Response:
    """A goal."""
    reading = await figures.read(connection, plan, moment)
    return _card(request, cards.of_goal(reading, _origin(request), lang, (commitment, goal)), moment, lang, fragment)


@router.get("/embed/v1/{lang}/plans/{plan}/latest", include_in_schema=False)
async def latest_card(
    lang: Language,
    plan: PlanId,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    fragment: Fragment = "0",
) -> Response:
    """The latest changes of a plan."""
    reading = await figures.read(connection, plan, moment)
    facts, compliance = reading
    feed = Feed(
        compliance=compliance,
        changes=await newest(connection, plan, commitments=None, most=_LATEST),
        language=lang,
        origin=_origin(request),
        address="",
        about=None,
        vocabulary=facts.plan.vocabulary,
    )
    changes = [
        CardChange(headline=feed.headline(one), day=one.at.date().isoformat(), path=feed.link(one))
        for one in feed.changes
    ]
    return _card(request, cards.of_changes(reading, _origin(request), lang, changes), moment, lang, fragment)


@router.get("/embed/v1/frame.js", include_in_schema=False)
async def height_script(request: Request) -> Response:
    """What a site loads beside frames."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
    cache = "public, max-age=3600, stale-while-revalidate=86400"
    return published(request, frame_script(), media_type=SCRIPT_MEDIA_TYPE, cache_control=cache, headers=headers)


@router.get("/oembed", responses=problems(404, 422), response_class=Response, response_model=OEmbed, tags=["embedding"])
async def get_oembed(
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    url: Annotated[str, Query(max_length=2_000, description="The address of a page of this site.")],
    format: Annotated[Literal["json"], Query(description="Only json.")] = "json",  # noqa: A002, ARG001 - oEmbed's name
    maxwidth: Annotated[int | None, Query(ge=200, le=4_000, description="The widest that fits.")] = None,
    maxheight: Annotated[int | None, Query(ge=100, le=4_000, description="The highest that fits.")] = None,
) -> Response:
    """The card of a page, for sites that show links as what they lead to (oembed.com)."""
    origin = _origin(request)
    found = _found(url, origin)
    if found is None:
        raise NothingToEmbed
    lang, path, plan = found
    _, compliance = await figures.read(connection, plan, moment)
    title = text_in(compliance.title, lang)
    width, height = min(maxwidth or _WIDTH, _WIDTH), min(maxheight or _HEIGHT, _HEIGHT)
    frame = Markup('<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>')
    said = OEmbed(
        provider_url=f"{origin}/",
        title=title,
        html=str(frame.format(f"{origin}{path}", width, height, title)),
        width=width,
        height=height,
    )
    return published(
        request,
        said.model_dump_json().encode(),
        media_type="application/json",
        cache_control=_CACHE,
        valid_until=valid_until(moment, compliance.time_zone),
        headers={"Access-Control-Allow-Origin": "*"},
    )


def _found(url: str, origin: str) -> tuple[Literal["es", "en"], str, str] | None:
    """The language, the path of the card, and the plan of a page's address; None where there is no card of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    page = _PAGES.fullmatch(parts.path)
    if f"{parts.scheme}://{parts.netloc}" != origin or page is None:
        return None
    lang: Literal["es", "en"] = "en" if page["en"] else "es"
    path = f"/embed/v1/{lang}/plans/{page['plan']}"
    if page["commitment"]:
        path += f"/commitments/{page['commitment']}"
        goal = _GOAL.fullmatch(parts.fragment)
        path += f"/goals/{goal[1]}" if goal else ""
    elif page["changes"]:
        path += "/latest"
    return lang, path, page["plan"]


def _origin(request: Request) -> str:
    origin: str = request.app.state.public_url
    return origin


def _card(request: Request, card: Card, moment: Moment, lang: str, fragment: str) -> Response:
    headers: dict[str, Any] = {"Cross-Origin-Resource-Policy": "cross-origin", "Content-Security-Policy": POLICY}
    if fragment == "1":
        headers |= {"Access-Control-Allow-Origin": "*"}
    body = site_of(request).card(card, lang, fragment=fragment == "1")
    until = valid_until(moment, card.compliance.time_zone)
    return published(request, body, media_type=HTML, cache_control=_CACHE, valid_until=until, headers=headers)
