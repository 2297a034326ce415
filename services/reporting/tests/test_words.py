"""Whatever a page says to a person, it says in Spanish too."""

from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO

from babel.messages.extract import extract
from babel.messages.pofile import read_po

OPTIONS = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}


def said() -> Iterator[str]:
    """Every message of the templates and of the closed lists."""
    site = files("reporting.site")
    for file in site.joinpath("templates").iterdir():
        keywords = {"_": None, "ngettext": (1, 2), "gettext": None}
        for found in extract("jinja2.ext:babel_extract", BytesIO(file.read_bytes()), keywords, options=OPTIONS):
            message = found[1]
            yield message if isinstance(message, str) else message[0]
    for found in extract("python", BytesIO(site.joinpath("words.py").read_bytes()), {"N_": None}):
        yield str(found[1])


def test_every_word_of_the_site_has_its_spanish() -> None:
    with files("reporting").joinpath("locales", "es.po").open("rb") as source:
        known = {one.id if isinstance(one.id, str) else one.id[0] for one in read_po(source, locale="es") if one.string}
    assert set(said()) <= known, set(said()) - known
