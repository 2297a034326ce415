"""Which country a printed name means: its name for addresses, and its ISO 3166-1 code by CLDR's names. Pure."""

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale

_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_ISO = re.compile(r"[A-Z]{2}")
_NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
_OTHER_NAMES = {
    "czech-republic": "CZ",
    "england": "GB",
    "great-britain": "GB",
    "holland": "NL",
    "ivory-coast": "CI",
    "macedonia": "MK",
    "republic-of-korea": "KR",
    "slovak-republic": "SK",
    "the-netherlands": "NL",
    "turkey": "TR",
    "uk": "GB",
    "united-states-of-america": "US",
    "usa": "US",
}
"""Names in use that CLDR does not have in English or Spanish."""
LONGEST_NAME = 100


@lru_cache(maxsize=1_024)
def slug_of(name: str) -> str:
    """A name as it stands in addresses and streams: without accents, capitals and signs; may be empty."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return _NOT_IN_A_SLUG.sub("-", plain.replace("&", " and ")).strip("-")


def iso_code(name: str) -> str | None:
    """The two-letter code that a name in English or Spanish means, or that it is itself; None if it is unknown."""
    slug = slug_of(name)
    if slug in _OTHER_NAMES:
        return _OTHER_NAMES[slug]
    return _codes().get(slug) or (slug.upper() if slug.upper() in _territories("en") else None)


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "es"):
        for code, name in _territories(language).items():
            found.setdefault(slug_of(name), code)
    return found


@cache
def _territories(language: str) -> dict[str, str]:
    names: dict[str, str] = dict(Locale.parse(language).territories)
    return {code: name for code, name in names.items() if _ISO.fullmatch(code) and code not in _NO_COUNTRIES}
