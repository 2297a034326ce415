"""The files of one report say the same: numbers are read back, hostile text is text, and bytes are the same again."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from constancia_testing.hostile import HOSTILE
from reporting.reports.document import (
    Document,
    Heading,
    Items,
    Paragraph,
    Table,
)
from reporting.reports.markdown import blocks_of, references
from reporting.reports.rendering.formats import RENDERERS, Form
from reporting.reports.rendering.html import policy

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


class Texts(HTMLParser):
    """The letters of a page, the cells of its tables, and every element and attribute in it."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text = ""
        self.captions: dict[str, str] = {}
        self._table, self._cell = "", False
        self._skip = 0
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self._skip += tag == "style"
        if tag == "table":
            self._table = dict(attrs)["data-table"] or ""
            self.tables[self._table] = []
        elif tag == "tr":
            self.tables[self._table].append([])
        elif tag in {"td", "th"}:
            self.tables[self._table][-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag == "style"
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._skip:
            return
        self.text += data
        if self._cell:
            self.tables[self._table][-1][-1] += data


def flat(text: str) -> str:
    """Letters and digits alone: lines, and what helps to break them, differ between formats."""
    return re.sub(r"[\s\u200b\ufeff\u00ad]+", "", text)


def of_pdf(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    return "\n".join(page.extract_text() for page in reader.pages)


def of_docx(content: bytes) -> tuple[str, list[list[list[str]]]]:
    read = docx.Document(BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in read.tables]
    return "\n".join(one.text for one in read.paragraphs), tables


@pytest.mark.parametrize("form", list(Form))
def test_two_renderings_are_the_same_bytes(hostile: Document, form: Form) -> None:
    again = Document.model_validate_json(hostile.bytes())
    assert RENDERERS[form].render(hostile) == RENDERERS[form].render(again)


def test_hostile_text_is_text_on_the_page(hostile: Document) -> None:
    page = Texts(RENDERERS[Form.HTML].render(hostile))
    assert page.tags["script"] == page.tags["img"] == 0
    assert not any(name.startswith("on") or name == "style" for name in page.attributes)
    for n, text in enumerate(HOSTILE, start=1):
        assert page.tables["t"][n][0] == text
        assert text in page.text
    assert "sha256-" in policy()
    assert "unsafe" not in policy()


def test_hostile_text_is_text_in_the_document_for_word(hostile: Document) -> None:
    text, tables = of_docx(RENDERERS[Form.DOCX].render(hostile))
    named = [re.sub(r"[\x00-\x08\x0b-\x1f\x85]", "", one) for one in HOSTILE]
    for n, wanted in enumerate(named, start=1):
        got = re.sub(r"[\x85]", "", tables[0][n][0])
        assert got == wanted
        assert wanted in re.sub(r"[\x85]", "", text)


def test_hostile_text_is_text_in_the_workbook(hostile: Document) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(RENDERERS[Form.XLSX].render(hostile)))
    rows = book.get_sheet_by_name("1").to_python(skip_empty_area=False)
    assert [row[2] for row in rows[2:]] == [float(n) for n in range(1_000, 1_000 + len(HOSTILE))]
    for row, text in zip(rows[2:], HOSTILE, strict=True):
        assert row[0] == text or "_x" in text or "\x85" in text
    figures = book.get_sheet_by_name("Cifras").to_python()
    assert [row[1] for row in figures[1:]] == [float(n) for n in range(len(HOSTILE))]


def test_hostile_text_is_text_in_the_tables_as_csv(hostile: Document) -> None:
    lines = RENDERERS[Form.CSV].render(hostile).decode("utf-8-sig").split("\r\n")
    assert not any(re.match(r'^[=+\-@]|.*,"?[=+@]', line) for line in lines[1:])


def test_hostile_text_is_text_in_the_pdf(hostile: Document) -> None:
    text = flat(of_pdf(RENDERERS[Form.PDF].render(hostile)))
    for one in HOSTILE[:9]:
        assert flat(one) in text, one
    assert "[U+1F600]" in text
    assert "[U+6F22]" in text
    assert "[U+E000]" in text
    assert flat("K'iche'") in text or flat("K’iche’") in text


def test_markdown_that_people_write_is_what_it_says_and_nothing_else() -> None:
    figures = {"goals.total": "92", "indicators.km": "1,200"}
    text = (
        "# Título\n\n### Más hondo\n\nHay **{{ goals.total }}** metas y {{indicators.km}} km; {{ goals.nada }}.\n"
        "[mal](javascript:alert(1)) [bien](https://e.example/a) ![x](http://evil/x.png) <b>no</b>\n\n"
        "- uno\n  - dos\n- tres\n\n> cita\n\n```\n#let x = 1\n```\n\n1. primero\n2. segundo\n"
    )
    assert references(text) == ["goals.total", "indicators.km", "goals.nada"]
    blocks = blocks_of(text, figures)
    headings = [(one.level, one.text) for one in blocks if isinstance(one, Heading)]
    assert headings == [(3, "Título"), (4, "Más hondo")], "no level is skipped"
    said = ["".join(run.text for run in one.runs) for one in blocks if isinstance(one, Paragraph)]
    wanted = "Hay 92 metas y 1,200 km; {{ goals.nada }}. [mal](javascript:alert(1)) bien !x <b>no</b>"
    assert said[0] == wanted, "HTML, and an address that is none of the web, stay text"
    links = {run.text: run.href for one in blocks if isinstance(one, Paragraph) for run in one.runs if run.href}
    assert links.get("bien") == "https://e.example/a"
    assert not any("javascript" in href for href in links.values())
    assert "#let x = 1" in said
    lists = [
        (one.ordered, ["".join(run.text for run in item) for item in one.items])
        for one in blocks
        if isinstance(one, Items)
    ]
    assert lists == [(False, ["uno", "dos", "tres"]), (True, ["primero", "segundo"])]


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def everything(document: Document) -> list[str]:
    """Every text of a document that a reader sees, block by block."""
    found: list[str] = []
    for section in document.sections:
        found.append(section.title)
        for block in section.blocks:
            if isinstance(block, Heading):
                found.append(block.text)
            elif isinstance(block, Paragraph):
                found.append("".join(run.text for run in block.runs))
            elif isinstance(block, Items):
                found += ["".join(run.text for run in item) for item in block.items]
            elif isinstance(block, Table):
                found += [block.caption, *block.columns, *(cell.text for row in block.rows for cell in row)]
    return found


def test_every_number_is_equal_in_every_format(real_report: dict[str, bytes]) -> None:
    """Of the real report: tables cell by cell, and of the PDF every number that is not part of an address."""
    for language in ("es", "en"):
        document = Document.model_validate_json(real_report[f"{language}.json"])
        tables = [table for _, table in document.tables()]
        page = Texts(real_report[f"{language}.html"])
        _, word = of_docx(real_report[f"{language}.docx"])
        word = [table for table in word if len(table) > 1]
        book = CalamineWorkbook.from_filelike(BytesIO(real_report[f"{language}.xlsx"]))
        compared = 0
        assert len(tables) == len(word) == len(page.tables)
        for n, table in enumerate(tables, start=1):
            wanted = [[cell.text for cell in row] for row in table.rows]
            assert page.tables[table.key][1:] == wanted, table.key
            assert word[n - 1][1:] == wanted, table.key
            sheet = book.get_sheet_by_name(str(n)).to_python(skip_empty_area=False)[2:]
            for row, cells_of_row in zip(sheet, table.rows, strict=True):
                for got, cell in zip(row, cells_of_row, strict=False):
                    if cell.number is not None:
                        assert got == cell.number
                        assert numbers(cell.text) == Counter([cell.text])
                        compared += 1
        assert compared > 250
        figures = book.get_sheet_by_name("Cifras" if language == "es" else "Figures").to_python()[1:]
        assert {row[0]: row[1] for row in figures} == {one.key: one.value for one in document.figures}
        lines = real_report[f"{language}.csv"].decode("utf-8-sig")
        assert len(lines.split("\r\n")) > compared

        text = of_pdf(real_report[f"{language}.pdf"])
        printed = numbers(re.sub(r"\s+", " ", text))
        shown = Counter[str]()
        for one in everything(document):
            if "/" not in one:  # an address may break anywhere
                shown += numbers(one)
        missing = shown - printed
        assert not missing, missing


def test_a_chart_is_drawn_from_the_counts_of_its_table(real_report: dict[str, bytes]) -> None:
    document = json.loads(real_report["es.json"])
    blocks = next(one for one in document["sections"] if one["key"] == "themes")["blocks"]
    table = next(one for one in blocks if one.get("key") == "themes")
    chart = next(one for one in blocks if one["kind"] == "chart")
    for row, (name, bars) in zip(table["rows"], chart["lines"], strict=True):
        assert row[0]["text"] == name
        drawn: dict[str, Any] = {bar["label"]: bar["count"] for bar in bars}
        assert {
            label: cell["number"] for label, cell in zip(table["columns"][2:], row[2:], strict=True) if cell["number"]
        } == drawn
        assert sum(drawn.values()) == row[1]["number"]


def test_the_report_speaks_one_language(real_report: dict[str, bytes]) -> None:
    """No heading, caption or word of a closed list is left in the other language."""
    spanish, english = (Document.model_validate_json(real_report[f"{language}.json"]) for language in ("es", "en"))
    assert [one.key for one in spanish.sections] == [one.key for one in english.sections]
    for one, other in zip(spanish.tables(), english.tables(), strict=True):
        assert one[1].key == other[1].key
        for said, meant in zip((one[1].caption, *one[1].columns), (other[1].caption, *other[1].columns), strict=True):
            assert said != meant or said in {"Sector", "No."}, (one[1].key, said)
