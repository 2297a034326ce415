"""The words of the faces in the languages they speak: msgids are English, `locales/<language>.po` has the rest."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("es", "en")
"""Spanish comes first: it lives at the root of the site, English under `/en`."""


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of `language`, compiled in memory; English needs none. Raises KeyError for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    with files("reporting").joinpath("locales", f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
