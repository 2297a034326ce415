"""The language in which a request is answered: `?lang=` wins, then Accept-Language, then Spanish."""

from functools import lru_cache
from typing import Annotated, Final, Literal
from urllib.parse import parse_qsl

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.types import Scope

LanguageCode = Literal["es", "en"]

DEFAULT_LANGUAGE: Final[LanguageCode] = "es"
LANGUAGES: Final[tuple[LanguageCode, ...]] = ("es", "en")


def language_of(scope: Scope) -> LanguageCode:
    """The language for an ASGI scope; never fails, what it cannot read it passes over."""
    asked = language_in_query(scope["query_string"])
    if asked is not None:
        return asked
    # Header lines of one name join with commas (RFC 9110, section 5.3).
    lines = [value for name, value in scope["headers"] if name == b"accept-language"]
    return language_in_header(b",".join(lines)) if lines else DEFAULT_LANGUAGE


def language_in_query(query: bytes) -> LanguageCode | None:
    """The first `lang=` of a query string that names a language of ours."""
    if b"lang=" not in query:
        return None
    named = (value for name, value in parse_qsl(query.decode("latin-1")) if name == "lang")
    return next((value for value in named if value in LANGUAGES), None)


@lru_cache(maxsize=512)
def language_in_header(header: bytes) -> LanguageCode:
    """The language of ours with the highest weight in an Accept-Language value (RFC 9110, section 12.5.4)."""
    weights: dict[str, float] = {}
    for part in header.decode("latin-1").lower().split(","):
        tag, _, parameters = part.partition(";")
        primary = tag.strip().split("-")[0]
        if primary in LANGUAGES:
            weights[primary] = max(weights.get(primary, 0.0), _weight(parameters))
    best = max(LANGUAGES, key=lambda language: weights.get(language, 0.0))
    return best if weights.get(best) else DEFAULT_LANGUAGE


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


async def _language(
    request: Request,
    lang: Annotated[
        str | None,
        Query(description="Language of the texts, `es` or `en`; wins over Accept-Language.", examples=["es"]),
    ] = None,
) -> LanguageCode:
    del lang  # declared for the OpenAPI document; the rule itself is in language_of
    return language_of(request.scope)


Language = Annotated[LanguageCode, Depends(_language)]
