"""What is wrong with a workbook is told by its sheet and cell; nothing makes reading crash."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.workbook import checking, headers, places, reading, values
from commitments.workbook.cells import Cell, Page, pages_of
from commitments.workbook.checking import check
from commitments.workbook.errors import WorkbookLocked, WorkbookRefused, WorkbookTooLarge, WorkbookUnreadable
from commitments.workbook.rows import document_of, empty
from commitments.workbook.sheets import SHEETS
from commitments.workbook.writing import write
from constancia_events import defects
from constancia_events.plan_file import PlanFile
from constancia_pages.workbook_strings import escaped, unescaped
from constancia_runtime.errors import DomainError
from constancia_web.translations import Translations

DEMO = Path(__file__).parents[3] / "deploy" / "standalone" / "src" / "constancia" / "demo" / "gt-2016-2018.json"
Pages = dict[str, Page]


def small() -> Any:
    """Two commitments of the real plan."""
    document = json.loads(DEMO.read_bytes())
    document["commitments"] = document["commitments"][:2]
    for group in document["working_groups"]:
        group["commitments"] = [n for n in group["commitments"] if n <= 2]
    document["indicators"] = document["indicators"][:1]
    document["lineage"] = [{"kind": "drops", "from_plan": "gt-2014-2016", "from_commitment": 3}]
    return document


FILE = PlanFile.model_validate(small())
BOOK = write(document_of(FILE), "es")
PAGES = {page.name: page for page in pages_of(BOOK)}


def rewritten(change: Callable[[Pages], object]) -> bytes:
    """The workbook after somebody worked in it: only cells are kept, as another program would write them."""
    pages = deepcopy(PAGES)
    change(pages)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, page in pages.items():
            sheet = book.add_worksheet(name)
            for row, cells in page.rows.items():
                for column, cell in cells.items():
                    put(sheet, row, column, getattr(cell, "value", cell), day)
    return file.getvalue()


def put(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, str) and value.startswith("FORMULA "):
        sheet.write_formula(row, column, value.removeprefix("FORMULA "), None, 5)
    elif isinstance(value, str) and value.startswith("#"):
        sheet.write_formula(row, column, "=1", None, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def column_of(page: Page, key: str) -> int:
    return next(at for at, cell in page.rows[0].items() if cell.value == key)


def typed(sheet: str, key: str, value: Any, row: int = 2) -> Callable[[Pages], object]:
    """Somebody types into a cell of the n-th row."""

    def change(pages: Pages) -> None:
        page = pages[sheet]
        page.rows.setdefault(row, {})[column_of(page, key)] = value

    return change


def faults(book: bytes, language: str = "es") -> dict[tuple[str | None, str | None], Any]:
    with pytest.raises(WorkbookRefused) as refused:
        check(book, language)
    return {(fault.sheet, fault.cell): fault for fault in refused.value.faults}


FAULTS = {
    "a formula": (typed("Metas", "goals/title.es", "FORMULA =A1"), ("Metas", "C3"), "formula"),
    "an error": (typed("Metas", "goals/title.es", "#REF!"), ("Metas", "C3"), "formula"),
    "a level that is none": (typed("Metas", "goals/level", "Casi"), ("Metas", "I3"), "not_listed"),
    "a date that is none": (typed("Metas", "goals/ends_on", "30/06/2017"), ("Metas", "F3"), "plan_date"),
    "a number that is none": (typed("Compromisos", "commitments/theme", "uno"), ("Compromisos", "C3"), "int_type"),
    "a title left blank": (typed("Metas", "goals/title.es", None), ("Metas", "C3"), "spanish_required"),
    "no title at all": (typed("Ejes", "themes/slug", None), ("Ejes", "B3"), "missing"),
    "a text that became a date": (typed("Ejes", "themes/title.es", date(2017, 1, 1)), ("Ejes", "C3"), "not_text"),
    "an acronym in lower case": (
        typed("Instituciones", "institutions/acronym", "minfin"),
        ("Instituciones", "A3"),
        "string_pattern_mismatch",
    ),
    "a goal of no commitment": (typed("Metas", "goals/of.commitment", 99, 3), ("Metas", "A4"), "unknown_reference"),
    "a goal without a commitment": (typed("Metas", "goals/of.commitment", None, 3), ("Metas", "A4"), "missing"),
    "a commitment twice": (typed("Compromisos", "commitments/number", 1, 3), ("Compromisos", "A4"), "repeated"),
    "an institution that is not there": (
        typed("Responsables", "leads/institution", "ONU"),
        ("Responsables", "B3"),
        "unknown_reference",
    ),
    "a theme that is not there": (
        typed("Compromisos", "commitments/theme", 77),
        ("Compromisos", "C3"),
        "unknown_reference",
    ),
    "two plans": (typed("Plan", "plan/id", "gt-2016-2018", 3), ("Plan", "A4"), "one_row"),
    "an own column amid the others": (
        lambda pages: pages["Ejes"].rows.update(
            {
                n: {at + (at > 1): cell for at, cell in cells.items()} | {2: "x"}
                for n, cells in pages["Ejes"].rows.items()
            }
        ),
        ("Ejes", "C2"),
        "unknown_column",
    ),
    "a column of a later layout": (
        lambda pages: (
            [typed("Ejes", "themes/number", 1)(pages), pages["Ejes"].rows[0].update({9: "themes/colour"})]
            and pages["Ejes"].rows[2].update({9: "red"})
        ),
        ("Ejes", "J2"),
        "unknown_column",
    ),
    "a column deleted": (
        lambda pages: [cells.pop(1, None) for cells in pages["Ejes"].rows.values()],
        ("Ejes", "A2"),
        "missing_column",
    ),
    "a sheet deleted": (lambda pages: pages.pop("Metas"), ("Metas", None), "missing_sheet"),
    "a sheet copied": (
        lambda pages: pages.update({"Metas (2)": pages["Metas"]}),
        ("Metas (2)", "A2"),
        "repeated_sheet",
    ),
    "a sheet of one's own": (
        lambda pages: pages.update({"Notas": Page("Notas", {4: {1: Cell("x")}})}),
        ("Notas", "B5"),
        "unknown_sheet",
    ),
    "no goals": (
        lambda pages: [pages["Metas"].rows.pop(n) for n in list(pages["Metas"].rows) if n > 1],
        ("Compromisos", "A3"),
        "too_short",
    ),
}


@pytest.mark.parametrize("wrong", FAULTS)
def test_a_fault_is_told_by_its_cell(wrong: str) -> None:
    change, place, code = FAULTS[wrong]
    found = faults(rewritten(change))
    assert place in found, found
    assert found[place].code == code


def test_what_would_be_right_is_said_in_the_readers_words() -> None:
    def words(book: bytes) -> list[str]:
        texts = Translations.load("constancia_web", "commitments")
        return [texts.text("es", fault.message, **fault.values) for fault in faults(book).values()]

    assert words(rewritten(typed("Metas", "goals/level", "Casi"))) == [
        "Elija uno de estos: No iniciado, Iniciado, Sustancial, Completo"
    ]
    assert words(rewritten(typed("Instituciones", "institutions/acronym", "minfin", 4)))[0] == (
        "Esto no está como debe: Mayúsculas y cifras: MINFIN"
    )
    assert words(rewritten(typed("Compromisos", "commitments/theme", 77))) == [
        "La hoja Ejes no tiene ninguna fila para 77: añádala allí, o corrija esto"
    ]


def test_every_fault_has_its_spanish() -> None:
    texts = Translations.load("constancia_web", "commitments")
    said = [
        message
        for module in (headers, places, reading, values)
        for name, message in vars(module).items()
        if name.isupper() and isinstance(message, str) and " " in message
    ]
    assert len(said) > 15
    assert [message for message in said if not texts.knows("es", message)] == []


KINDLY = {
    "a day typed as a date": typed("Plan", "plan/starts_on", date(2016, 6, 30)),
    "a code instead of a word": typed("Metas", "goals/level", small()["commitments"][0]["goals"][0]["level"]),
    "a word in English": typed(
        "Instituciones", "institutions/roundtable", "yes" if FILE.institutions[0].roundtable else "no"
    ),
    "a number typed as text": typed("Ejes", "themes/number", " 1 "),
    "a code in capitals": typed("Responsables", "leads/role", f" {FILE.commitments[0].leads[0].role.upper()} "),
    "notes of the staff's own": lambda pages: pages["Metas"].rows[2].update({60: "pregunta a MINFIN"}),
    "blank rows": lambda pages: pages["Metas"].rows.update({500: {0: "  "}}),
    "a sheet renamed": lambda pages: pages.update({"Mis metas": pages.pop("Metas")}),
    "an empty sheet more": lambda pages: pages.update({"Hoja1": Page("Hoja1")}),
    "columns in another order": lambda pages: pages["Metas"].rows.update(
        {n: {30 - at: cell for at, cell in cells.items()} for n, cells in pages["Metas"].rows.items()}
    ),
}


@pytest.mark.parametrize("habit", KINDLY)
def test_what_people_do_to_spreadsheets_does_no_harm(habit: str) -> None:
    assert check(rewritten(KINDLY[habit]), "es").file == FILE


def test_a_language_is_added_by_its_header() -> None:
    def add(pages: Pages) -> None:
        pages["Ejes"].rows[1][20] = "Título (kek)"  # type: ignore[assignment]
        pages["Ejes"].rows[2][20] = "Q'eqchi'"  # type: ignore[assignment]

    assert check(rewritten(add), "es").file.themes[0].title["kek"] == "Q'eqchi'"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", WorkbookUnreadable),
        (b"PK", WorkbookUnreadable),
        (b"{}", WorkbookUnreadable),
        (b"PK\x03\x04" + b"x" * 100, WorkbookUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, WorkbookLocked),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(data: bytes, error: type[DomainError]) -> None:
    with pytest.raises(error):
        check(data, "es")


def with_part(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(entry.filename, content if entry.filename == name else before.read(entry))
    return file.getvalue()


SHEET = "xl/worksheets/sheet2.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
ROWS = b"".join(b"<row><c><v>1</v></c></row>" for _ in range(60_000))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\0" * (65 * 1024 * 1024), WorkbookTooLarge),
        (DOCTYPE, WorkbookUnreadable),
        (b"<worksheet>" + ROWS + b"</worksheet>", WorkbookTooLarge),
        (b"<worksheet><row r='1'><c r='A0'><v>1</v></c></row></worksheet>", WorkbookUnreadable),
        (b"<worksheet><row r='1'><c t='s'><v>-1</v></c></row></worksheet>", WorkbookUnreadable),
        (b"<worksheet><row r='" + b"9" * 5_000 + b"'/></worksheet>", WorkbookUnreadable),
        (b"<worksheet><row r='1048576'><c r='XFD1048576' t='b'><v>1</v></c></row></worksheet>", WorkbookRefused),
    ],
)
def test_a_hostile_workbook_is_refused_within_bounds(content: bytes, error: type[DomainError]) -> None:
    with pytest.raises(error):
        check(with_part(SHEET, content), "es")


CELL = st.one_of(
    st.none(),
    st.sampled_from(["FORMULA =1", "#REF!", "no", "2017-06", "es", "MINFIN", "1, 2", "-1", "1e999", "a/b~0"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(lambda t: not t.startswith(("#", "FORMULA"))),
    st.integers(-5, 10_000),
    st.floats(-1e300, 1e300),
    st.booleans(),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 1, 1)),  # noqa: DTZ001 - a spreadsheet has no zones
)
PLACE = st.one_of(
    st.tuples(st.sampled_from([name for name in PAGES if name != "Listas"]), st.integers(0, 6), st.integers(0, 25))
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(st.tuples(PLACE, CELL), min_size=1, max_size=6))
def test_whatever_is_typed_gives_a_plan_or_faults_with_their_cells(changes: list[Any]) -> None:
    def change(pages: Pages) -> None:
        for (name, row, column), value in changes:
            pages[name].rows.setdefault(row, {})[column] = value

    try:
        check(rewritten(change), "es")
    except WorkbookRefused as refused:
        for fault in refused.faults:
            if fault.code != "missing_sheet":
                assert fault.sheet in PAGES, fault
                assert re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]{0,6}", fault.cell or ""), fault


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(BOOK) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file_never_crashes(at: int, byte: int, cut: bool) -> None:
    data = BOOK[:at] if cut else BOOK[:at] + bytes([byte]) + BOOK[at + 1 :]
    with suppress(DomainError):
        check(data, "es")


@given(st.text(st.sampled_from("_x005FfDd\uffff\ufffe\x01<&>r/\n")))
def test_every_text_comes_back_from_its_escapes(text: str) -> None:
    assert unescaped(unescape(escaped(text))) == text


def test_no_text_becomes_a_formula_and_lists_are_offered() -> None:
    document = document_of(FILE)
    document["themes"][0]["title"] = {"es": "=HYPERLINK(1)", "en": "+1", "kek": "@x"}
    archive = zipfile.ZipFile(io.BytesIO(write(document, "es")))
    parts = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")}
    assert all("<f>" not in part for part in parts.values())
    offered = sum(part.count("<dataValidation ") for part in parts.values())
    assert offered == sum(1 for sheet in SHEETS for c in sheet.columns if c.listed is not None or c.refers is not None)
    assert all("hidden" in part.split("</row>")[0] for part in list(parts.values())[:-1])


def test_another_reader_sees_the_same_cells() -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(BOOK))
    for name, page in PAGES.items():
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        seen = {(r, c): value for r, cells in enumerate(rows) for c, value in enumerate(cells) if value != ""}
        assert seen == {(r, c): cell.value for r, cells in page.rows.items() for c, cell in cells.items()}, name


def test_an_empty_template_asks_for_what_a_plan_needs() -> None:
    found = faults(write(empty(("es", "en")), "en"))
    assert {sheet for sheet, _ in found} == {"Plan", "Themes", "Institutions", "Commitments"}
    assert checking.check(BOOK, "en").file == FILE
    assert defects.defects(FILE) is not None
