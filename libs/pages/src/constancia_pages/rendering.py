"""Templates of a service's own inside the layout that all of them share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from constancia_events.texts import text_in
from constancia_pages.departments import department_name
from constancia_pages.formats import Formats
from constancia_web.translations import Translations

LANGUAGES = ("es", "en")
"""Spanish comes first: it lives at the root of the site, English under `/en`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a page lives in both languages."""

    es: str
    en: str

    def of(self, language: str) -> str:
        """The address in one of them."""
        return self.en if language == "en" else self.es


class Pages:
    """Renders the templates of one package; built once. Templates say `{% extends "layout.html" %}`."""

    def __init__(self, package: str, translations: Translations) -> None:
        """`package` holds a folder `templates`."""
        self._translations = translations
        self._templates = Environment(
            loader=ChoiceLoader([PackageLoader(package), PackageLoader("constancia_pages")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.do"],
        )
        self._formats = {language: Formats(language) for language in LANGUAGES}

    def page(self, template: str, language: str, address: Address, **context: Any) -> str:
        """One page in `language` (`es` or `en`), which lives at `address`."""
        say: Callable[..., str] = partial(self.text, language)
        formats = self._formats[language]
        return self._templates.get_template(template).render(
            lang=language,
            address=address,
            _=say,
            t=lambda texts: text_in(texts, language),
            f=formats,
            department=department_name,
            **context,
        )

    def text(self, language: str, message: str, /, **values: object) -> str:
        """A message in `language`, its `{name}` places filled."""
        return self._translations.text(language, message, **values)
