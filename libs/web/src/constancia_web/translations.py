"""Texts in the reader's language: gettext catalogues read from `.po` files, with English messages as their keys."""

from collections.abc import Mapping
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from typing import Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


class Translations:
    """What can be said in Spanish; a message that no catalogue holds is said in English, as written in the code."""

    def __init__(self, catalogues: Mapping[str, tuple[GNUTranslations, ...]]) -> None:
        self._catalogues = dict(catalogues)

    @classmethod
    def load(cls, *packages: str) -> Self:
        """Read `<package>/locales/es.po` of each package; the first that holds a message wins.

        Raises FileNotFoundError for a package without a catalogue.
        """
        return cls({"es": tuple(_compiled(package, "es") for package in packages)})

    def text(self, language: str, message: str, /, **values: object) -> str:
        """`message` in `language` with its `{name}` places filled; a place without a value stays as it is."""
        template = message
        # gettext answers the empty message with the header of the catalogue.
        for catalogue in self._catalogues.get(language, ()) if message else ():
            template = catalogue.gettext(message)
            if template != message:
                break
        return fill(template, values)

    def knows(self, language: str, message: str) -> bool:
        """Whether a catalogue holds `message`, for tests that nothing is left unsaid."""
        return any(catalogue.gettext(message) != message for catalogue in self._catalogues.get(language, ()))


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put `values` into the `{name}` places of a template; text that is no template is given back as it is."""
    try:
        return template.format_map(_Gaps(values))
    except (ValueError, LookupError, AttributeError, TypeError):
        # A stray brace in a message must not turn a refusal into a crash.
        return template


class _Gaps(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _compiled(package: str, language: str) -> GNUTranslations:
    source = files(package).joinpath("locales", f"{language}.po")
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=language, abort_invalid=True)
    # Compiled in memory, so that no .mo file can fall behind its .po.
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
