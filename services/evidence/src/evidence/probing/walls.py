"""Tells what stands in the way of a page, and what only looks like one: logins, robots' tests, parked domains. Pure."""

import re
from typing import Final
from urllib.parse import urlsplit

from constancia_events.checks import CheckOutcome
from evidence.probing.client import Answer

_CHALLENGES: Final = (
    *(b"cf-chl-", b"/cdn-cgi/challenge-platform/", b"<title>just a moment", b"attention required! | cloudflare"),
    *(b"_incapsula_resource", b"incapsula incident", b"px-captcha", b"captcha-delivery.com", b"ddos-guard"),
    *(b"window.awswafcookiedomainlist", b"checking your browser before accessing"),
)
"""Marks of pages that test for robots, in small letters. Looked for one by one: cheaper than one pattern of all."""
_CHALLENGE_TEXT_BYTES: Final = 65_536
_PASSWORD: Final = re.compile(rb"(?i)<input[^>]+type\s*=\s*[\"']?password")
_LOGIN_PLACE: Final = re.compile(
    r"(?i)(^|[/._?&=-])(log-?in|sign-?in|ingresar|iniciar-?sesion|servicelogin|sso|auth|account/login|acceso)([/._?&=-]|$)"
)
_LOGIN_HOSTS: Final = frozenset({"accounts.google.com", "login.microsoftonline.com", "login.live.com"})
_PARKINGS: Final = (
    *(b"sedoparking.com", b"parkingcrew.net", b"bodis.com", b"d38psrni17bvxu.cloudfront.net", b"buy this domain"),
    *(b"domain is for sale", b"domain may be for sale", b"domain name is for sale"),
    *("este dominio está en venta".encode(), "este dominio está a la venta".encode(), b"este dominio esta en venta"),
)
_PARKING_HOSTS: Final = re.compile(r"(?i)(^|\.)(hugedomains|dan|afternic|sedo|bodis|parkingcrew|above)\.(com|net)$")
_REFUSALS: Final = {
    401: CheckOutcome.AUTH_REQUIRED,
    402: CheckOutcome.PAYMENT_REQUIRED,
    403: CheckOutcome.FORBIDDEN,
    404: CheckOutcome.NOT_FOUND,
    407: CheckOutcome.FORBIDDEN,
    410: CheckOutcome.GONE,
    429: CheckOutcome.RATE_LIMITED,
    451: CheckOutcome.LEGAL_BLOCK,
}


def outcome_of_status(answer: Answer) -> CheckOutcome | None:
    """What a status says by itself; None for one that brings the page."""
    status = answer.status
    if status in {403, 429, 503} and is_challenge(answer):
        return CheckOutcome.BOT_CHALLENGE
    if 200 <= status < 300 or status == 300:  # noqa: PLR2004 - ranges of HTTP
        return None
    if status in _REFUSALS:
        return _REFUSALS[status]
    if status == 503 and answer.header("retry-after"):  # noqa: PLR2004 - HTTP
        return CheckOutcome.MAINTENANCE
    if 400 <= status < 500:  # noqa: PLR2004 - HTTP
        return CheckOutcome.HTTP_4XX_OTHER
    return CheckOutcome.HTTP_5XX if 500 <= status < 600 else CheckOutcome.PROTOCOL_ERROR  # noqa: PLR2004 - HTTP


def is_challenge(answer: Answer) -> bool:
    """Whether a test for robots came in the place of the page."""
    return answer.header("cf-mitigated") == "challenge" or _has_any(answer, _CHALLENGES)


def is_login(answer: Answer, *, redirected: bool) -> bool:
    """Whether a login came in the place of the page; only behind a redirect, for many a public page has a login too."""
    if not redirected:
        return False
    place = urlsplit(answer.url)
    if (place.hostname or "") in _LOGIN_HOSTS:
        return True
    named = _LOGIN_PLACE.search(f"{place.path}?{place.query}") is not None
    return named and _PASSWORD.search(answer.body) is not None


def is_parked(answer: Answer) -> bool:
    """Whether the domain is for sale, or shows advertising alone."""
    host = urlsplit(answer.url).hostname or ""
    return _PARKING_HOSTS.search(host) is not None or _has_any(answer, _PARKINGS)


def _has_any(answer: Answer, marks: tuple[bytes, ...]) -> bool:
    shown = answer.body[:_CHALLENGE_TEXT_BYTES].lower()
    return any(mark in shown for mark in marks)
