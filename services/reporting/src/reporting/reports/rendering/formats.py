"""The formats of a report, and who renders each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reporting.reports.document import Document
from reporting.reports.rendering import csv, docx, html, pdf, xlsx


class Form(StrEnum):
    """A format, which is also how the names of its files end."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders a document, always to the same bytes."""

    media_type: str
    render: Callable[[Document], bytes]


RENDERERS: Final[dict[Form, Renderer]] = {
    Form.JSON: Renderer("application/json", Document.bytes),
    Form.HTML: Renderer(html.MEDIA_TYPE, html.as_html),
    Form.PDF: Renderer(pdf.MEDIA_TYPE, pdf.as_pdf),
    Form.DOCX: Renderer(docx.MEDIA_TYPE, docx.as_docx),
    Form.XLSX: Renderer(xlsx.MEDIA_TYPE, xlsx.as_xlsx),
    Form.CSV: Renderer(csv.MEDIA_TYPE, csv.as_csv),
}
LANGUAGES: Final = ("es", "en")


def name_of(language: str, form: Form) -> str:
    """The name of a file of a report: `es.pdf`."""
    return f"{language}.{form}"


FILES: Final = tuple((name_of(language, form), language, form) for language in LANGUAGES for form in Form)
"""Every file of an edition; the model, which the others are rendered from, comes first in each language."""
