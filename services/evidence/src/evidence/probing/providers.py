"""Sites that answer 200 for what is gone, and say the truth elsewhere. Pure."""

from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from constancia_events.checks import CheckOutcome

_YOUTUBE: Final = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
_OEMBED: Final = {
    400: CheckOutcome.NOT_FOUND,
    401: CheckOutcome.AUTH_REQUIRED,
    403: CheckOutcome.FORBIDDEN,
    404: CheckOutcome.NOT_FOUND,
}


def oembed_of(url: str, oembed_url: str) -> str | None:
    """Where YouTube says whether a video is there; None for any other address."""
    place = urlsplit(url)
    host = place.hostname or ""
    is_video = host in _YOUTUBE and (place.path == "/watch" and "v" in parse_qs(place.query))
    if not is_video and not (host == "youtu.be" and len(place.path) > 1):
        return None
    return f"{oembed_url}?format=json&url={quote(url, safe='')}"


def outcome_of_oembed(status: int) -> CheckOutcome | None:
    """What it says; None where it says nothing, and the page itself has to."""
    return _OEMBED.get(status)
