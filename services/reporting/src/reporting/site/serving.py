"""How a page is answered: its policy, how long it may be kept, and who renders it."""

from typing import Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from constancia_web.published import published
from reporting.compliance.moment import Moment
from reporting.compliance.reading import Reader, valid_until
from reporting.site.render import Site

HTML: Final = "text/html; charset=utf-8"
PAGE_CACHE: Final = "public, max-age=0, must-revalidate"
_NO_PAGES: Final = ("/v1/", "/oauth2/", "/.well-known/", "/openapi.json", "/healthz", "/readyz", "/static/")
POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self'"
)


def page_response(request: Request, body: bytes, moment: Moment, time_zone: str) -> Response:
    """Answer with a page, and keep its bytes until the record or the day of the plan changes."""
    return published(
        request,
        body,
        media_type=HTML,
        cache_control=PAGE_CACHE,
        valid_until=valid_until(moment, time_zone),
        headers={"Content-Security-Policy": POLICY},
    )


def site_of(request: Request) -> Site:
    """The site of this app."""
    site: Site = request.app.state.site
    return site


def reader_of(request: Request) -> Reader:
    """What reads figures from the record."""
    reader: Reader = request.app.state.reader
    return reader


def is_page(path: str) -> bool:
    """Whether people read at this path, and no program."""
    return not path.startswith(_NO_PAGES)


def not_found(site: Site, language: str) -> Response:
    """What is said at an address where nothing is kept."""
    return HTMLResponse(site.not_found_page(language), 404, {"Content-Security-Policy": POLICY})
