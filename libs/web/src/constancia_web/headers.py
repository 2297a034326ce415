"""Headers that every answer carries, those that any page in a browser may read, those for whoever shows a token."""

from collections.abc import Mapping
from typing import Final

SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "content-security-policy": "frame-ancestors 'self'",
}

PUBLIC_HEADERS: Final[Mapping[str, str]] = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": (
        "ETag, Link, Content-Language, Retry-After, Traceresponse, RateLimit, RateLimit-Policy"
    ),
}

SECURED_HEADERS: Final[Mapping[str, str]] = {"cache-control": "no-store"}
"""A cache between us and a client knows to keep nothing of Authorization (RFC 9111, section 3.5), and not of X-API-Key.
"""

PREFLIGHT_HEADERS: Final[Mapping[str, str]] = {
    **PUBLIC_HEADERS,
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "Accept-Language, If-None-Match, Traceparent, Tracestate",
    "access-control-max-age": "86400",
}
