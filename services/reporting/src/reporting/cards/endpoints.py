"""Cards over HTTP: pages to frame on any site, the same as a fragment of HTML, and oEmbed that finds them."""

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import Acronym, PlanId
from constancia_events.texts import text_in
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.cards import cards
from reporting.cards.errors import NothingToEmbed
from reporting.compliance.moment import AsOf, Moment
from reporting.compliance.reading import Figures, Reading, valid_until
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every card is asked for with, and the figures that it is made from."""

    request: Request
    connection: AsyncConnection
    reading: Reading
    moment: Moment
    lang: Literal["es", "en"]
    is_fragment: bool

    @property
    def origin(self) -> str:
        """Where the site is."""
        return _origin(self.request)

    def answer(self, card: Card) -> Response:
        """The card as a page to frame, or as a fragment."""
        headers: dict[str, str] = {"Cross-Origin-Resource-Policy": "cross-origin", "Content-Security-Policy": POLICY}
        if self.is_fragment:
            headers |= {"Access-Control-Allow-Origin": "*"}
        return published(
            self.request,
            site_of(self.request).card(card, self.lang, fragment=self.is_fragment),
            media_type=HTML,
            cache_control=_CACHE,
            valid_until=valid_until(self.moment, card.compliance.time_zone),
            headers=headers,
        )


async def _asked(
    lang: Language,
    plan: PlanId,
    request: Request,
    connection: Snapshot,
    figures: Figures,
    moment: AsOf,
    fragment: Fragment = "0",
) -> Asked:
    return Asked(
        request=request,
        connection=connection,
        reading=await figures.read(connection, plan, moment),
        moment=moment,
        lang=lang,
        is_fragment=fragment == "1",
    )


Asking = Annotated[Asked, Depends(_asked)]


@router.get("/embed/v1/{lang}/plans/{plan}", include_in_schema=False)
async def plan_card(asked: Asking) -> Response:
    """A plan: its goals by state."""
    return asked.answer(cards.of_plan(asked.reading, asked.origin, asked.lang))


@router.get("/embed/v1/{lang}/plans/{plan}/themes/{theme}", include_in_schema=False)
async def theme_card(asked: Asking, theme: PathNumber) -> Response:
    """A theme of a plan."""
    return asked.answer(cards.of_theme(asked.reading, asked.origin, asked.lang, theme))


@router.get("/embed/v1/{lang}/plans/{plan}/institutions/{institution}", include_in_schema=False)
async def institution_card(asked: Asking, institution: Acronym) -> Response:
    """Our commitments: what an institution leads."""
    return asked.answer(cards.of_institution(asked.reading, asked.origin, asked.lang, institution))


@router.get("/embed/v1/{lang}/plans/{plan}/commitments/{commitment}", include_in_schema=False)
async def commitment_card(asked: Asking, commitment: PathNumber) -> Response:
    """A commitment with its goals."""
    return asked.answer(cards.of_commitment(asked.reading, asked.origin, asked.lang, commitment))


@router.get("/embed/v1/{lang}/plans/{plan}/commitments/{commitment}/goals/{goal}", include_in_schema=False)
async def goal_card(asked: Asking, commitment: PathNumber, goal: PathNumber) -> Response:
    """A goal."""
    return asked.answer(cards.of_goal(asked.reading, asked.origin, asked.lang, (commitment, goal)))


@router.get("/embed/v1/{lang}/plans/{plan}/latest", include_in_schema=False)
async def latest_card(asked: Asking) -> Response:
    """The latest changes of a plan."""
    facts, compliance = asked.reading
    feed = Feed(
        compliance=compliance,
        changes=await newest(asked.connection, compliance.plan, commitments=None, most=_LATEST),
        language=asked.lang,
        origin=asked.origin,
        address="",
        about=None,
        vocabulary=facts.plan.vocabulary,
    )
    changes = [
        CardChange(headline=feed.headline(one), day=one.at.date().isoformat(), path=feed.link(one))
        for one in feed.changes
    ]
    return asked.answer(cards.of_changes(asked.reading, asked.origin, asked.lang, changes))


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
