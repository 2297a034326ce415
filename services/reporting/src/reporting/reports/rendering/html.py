"""HTML in one file: no script, nothing loaded from anywhere, every text escaped."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from reporting.reports.document import Chart, Document
from reporting.reports.rendering.pdf import CONTENTS
from reporting.site.catalogue import catalogue
from reporting.site.shapes import TONES

MEDIA_TYPE: Final = "text/html; charset=utf-8"


def as_html(document: Document) -> bytes:
    """The document as a page of its own."""
    contents = catalogue(document.language).gettext(CONTENTS)
    page = _template().render(doc=document, contents=contents, style=Markup(_style()), legend=_legend)  # noqa: S704 - ours
    return page.encode()


def policy() -> str:
    """The Content-Security-Policy of the page: its own style, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors *"


@cache
def _style() -> str:
    tones = "".join(
        f'i[data-state="{state}"]{{background:{fill}}}rect[data-state="{state}"]{{fill:{fill}}}'
        f'text[data-state="{state}"]{{fill:{ink}}}'
        for state, (fill, ink) in TONES.items()
    )
    return _file("report.css").replace("\n", "") + tones


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html")


def _file(name: str) -> str:
    return files("reporting.reports.rendering").joinpath(name).read_text("utf-8")


def _legend(chart: Chart) -> list[tuple[str, str]]:
    return list({bar.state: bar.label for _, bars in chart.lines for bar in bars}.items())
