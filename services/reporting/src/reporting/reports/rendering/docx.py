"""DOCX to go on editing: headings, lists and tables in Word's own styles; the same bytes for the same document."""

import re
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from constancia_pages.formats import day_in
from reporting.reports.document import Block, Cell, Chart, Document, Heading, Items, Paragraph, Run, Runs, Table
from reporting.site.shapes import TONES

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LANGUAGES: Final = {"es": "es-GT", "en": "en-US"}
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDTH: Final = 6.5
"""Inches between the margins of a letter page."""


def as_docx(document: Document) -> bytes:
    """The document for word processors; what XML cannot hold stands as `[U+0007]`."""
    made = docx.Document()
    _describe(made, document)
    made.add_paragraph(_fit(document.title), style="Title")
    made.add_paragraph(_fit(document.subtitle), style="Subtitle")
    for line in (*document.cover, document.source):
        made.add_paragraph(_fit(line))
    for section in document.sections:
        made.add_heading(_fit(section.title), 1).paragraph_format.page_break_before = True
        for block in section.blocks:
            _block(made, block)
    written = BytesIO()
    made.save(written)
    return _same_bytes(written.getvalue())


def _describe(made: WordDocument, document: Document) -> None:
    said = made.core_properties
    said.title, said.author, said.language = _fit(f"{document.title}. {document.subtitle}"), "Constancia", ""
    said.language = _LANGUAGES[document.language]
    said.created = said.modified = datetime.fromisoformat(day_in(document.as_of, document.time_zone))
    said.comments, said.last_modified_by, said.revision = "", "Constancia", 1
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGES[document.language])
    made.styles["Normal"].font.name = "Calibri"
    made.styles["Normal"].font.size = Pt(10)


def _block(made: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        made.add_heading(_fit(block.text), block.level - 1)
    elif isinstance(block, Paragraph):
        _write(made.add_paragraph(), block.runs, small=block.note)
    elif isinstance(block, Items):
        for item in block.items:
            _write(made.add_paragraph(style="List Number" if block.ordered else "List Bullet"), item)
    elif isinstance(block, Chart):
        _chart(made, block)
    else:
        _table(made, block)


def _chart(made: WordDocument, chart: Chart) -> None:
    """Bars as rows of a table: each stretch as wide as its count."""
    made.add_paragraph(_fit(chart.caption), style="Caption")
    for name, bars in chart.lines:
        made.add_paragraph(_fit(name)).paragraph_format.keep_with_next = True
        total = sum(bar.count for bar in bars)
        if not total:
            continue
        row = made.add_table(rows=1, cols=len(bars)).rows[0]
        for cell, bar in zip(row.cells, bars, strict=True):
            fill, ink = TONES[bar.state]
            cell.width = Inches(_WIDTH * bar.count / total)
            run = cell.paragraphs[0].add_run(f"{_fit(bar.label)}: {bar.count}")
            run.font.size = Pt(8)
            run.font.color.rgb = _colour(ink)
            _shade(cell._tc, fill)  # noqa: SLF001 - the library names no colour of a cell


def _table(made: WordDocument, table: Table) -> None:
    made.add_paragraph(_fit(table.caption), style="Caption").paragraph_format.keep_with_next = True
    grid = made.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    whole = sum(table.widths)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - the library has no word for it
    heads = [Cell(text=name) for name in table.columns]
    cells = iter(grid._cells)  # noqa: SLF001 - asking row by row takes quadratic time
    for n, row in enumerate((heads, *table.rows)):
        for one, share in zip(row, table.widths, strict=True):
            cell = next(cells)
            cell.width = Inches(_WIDTH * share / whole)
            runs = (Run(text=one.text, bold=n == 0, href=one.href),)
            _write(cell.paragraphs[0], runs, small=True)
            if n == 0:
                _shade(cell._tc, "#e9eef5")  # noqa: SLF001


def _write(paragraph: WordParagraph, runs: Runs, *, small: bool = False) -> None:
    for one in runs:
        if one.href:
            _link(paragraph, one, small=small)
            continue
        run = paragraph.add_run(_fit(one.text))
        run.bold, run.italic = one.bold or None, one.italic or None
        if small:
            run.font.size = Pt(8.5)


def _link(paragraph: WordParagraph, one: Run, *, small: bool) -> None:
    address = paragraph.part.relate_to(_fit(one.href or ""), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), address)
    run = paragraph.add_run(_fit(one.text))
    run.bold, run.italic, run.font.underline = one.bold or None, one.italic or None, True
    run.font.color.rgb = _colour("#1f4e79")
    if small:
        run.font.size = Pt(8.5)
    link.append(run._r)  # noqa: SLF001 - the library writes no links
    paragraph._p.append(link)  # noqa: SLF001


def _shade(cell: object, fill: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), fill.removeprefix("#"))
    cell.get_or_add_tcPr().append(shade)  # type: ignore[attr-defined]


def _colour(tone: str) -> RGBColor:
    digits = tone.removeprefix("#")
    return RGBColor.from_string(digits if len(digits) > len("fff") else "".join(2 * one for one in digits))


def _fit(text: str) -> str:
    return _UNFIT.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _same_bytes(made: bytes) -> bytes:
    """The parts as they are, without the time at which the library wrote them."""
    packed = BytesIO()
    with ZipFile(BytesIO(made)) as before, ZipFile(packed, "w") as after:
        for name in sorted(before.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            after.writestr(ZipInfo(name), before.read(name), ZIP_DEFLATED)
    return packed.getvalue()
