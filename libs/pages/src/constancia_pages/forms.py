"""Forms as a browser sends them, and how a page that holds one is answered."""

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import HTMLResponse

from constancia_runtime.errors import Fault

MOST_BYTES: Final = 64 * 1024
_MOST_FIELDS: Final = 40
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
UNREADABLE: Final = "The form could not be read; send it again from this page"
TOO_LONG: Final = "The form is too long; shorten what you wrote"

PRIVATE: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
"""Of a page whose address is a secret: kept by no cache, told to no other site, found by no search."""


class FormRefused(Exception):
    """The form is shown again, with each thing that is wrong by the name of its input; None for the form itself."""

    def __init__(self, *by_input: tuple[str | None, Fault], status: int = 422) -> None:
        super().__init__(status)
        self.by_input = by_input
        self.status = status


def typed(request: Request, body: bytes, fields: Collection[str], *, most_bytes: int = MOST_BYTES) -> dict[str, str]:
    """What was typed, by the name of the input, of those in `fields`; a line break is one character.

    Raises FormRefused for what no form of ours sends.
    """
    if len(body) > most_bytes:
        raise FormRefused((None, Fault(message=TOO_LONG)), status=413)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        raise FormRefused((None, Fault(message=UNREADABLE)))
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as cause:  # of which UnicodeDecodeError is one
        raise FormRefused((None, Fault(message=UNREADABLE))) from cause
    # Browsers send a line break as two characters (HTML, section 4.10.22.4), which would count twice.
    return {name: value.replace("\r\n", "\n") for name, value in pairs if name in fields}


def html(page: str, status: int = 200, headers: Mapping[str, str] = PRIVATE) -> HTMLResponse:
    """A page, with the headers that its kind needs."""
    return HTMLResponse(page, status, headers=dict(headers))
