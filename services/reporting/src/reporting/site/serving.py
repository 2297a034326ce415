"""How a page is answered: its policy, how long it may be kept, and who renders it."""

from typing import Final

from fastapi import Request, Response

from constancia_web.published import published
from reporting.compliance.moment import Moment
from reporting.compliance.reading import Reader, valid_until
from reporting.site.render import Site

HTML: Final = "text/html; charset=utf-8"
PAGE_CACHE: Final = "public, max-age=0, must-revalidate"
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
