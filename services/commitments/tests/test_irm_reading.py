"""IRM's table from its bytes: every row lands or is told why not, and what is no table is refused by one fault."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.irm import columns, reading, rows
from commitments.irm.aggregate import PastPlan
from commitments.irm.codes import Completion, Impact, Mark
from commitments.irm.countries import iso_code, slug_of
from commitments.irm.errors import TableRefused
from commitments.irm.reading import Table, read_table
from commitments.irm.texts import plain_text
from constancia_events.commitments.irm import StarFormula
from constancia_web.translations import Translations

PERSONS = {
    "Contact Name": "Jane Doe",
    "Contact Position": "Deputy of Planting",
    "Contact Email": "jane.doe@example.org",
    "Contact Telephone": "+502 5555 1234",
}
GOOD = {
    columns.COUNTRY: "Guatemala",
    columns.PLAN: "2",
    columns.THEME: "NA",
    columns.NUMBER: "1",
    columns.TITLE: "Open the budget",
    columns.SHORT_TITLE: "Budget",
    columns.TEXT: "Text",
    columns.START: "Not Specified",
    columns.END: "30/6/2016",
    columns.LEAD: "Ministry of Finance",
    columns.SUPPORTING: "None Specified",
    columns.SPECIFICITY: "b. medium",
    columns.RELEVANT: "1",
    columns.IMPACT: "Moderate",
    columns.COMPLETION: "b. Limited",
    columns.STARRED_PRE_JUNE_2014: "ND",
    columns.STARRED_2015: "0",
    columns.STARRED_CURRENT: "0",
    columns.COMPLETION_END: "NR",
    columns.OPENED: "NR",
    columns.STARRED_CURRENT_END: "NR",
    **PERSONS,
}


def table_of(*changes: dict[str, str], header: list[str] | None = None) -> bytes:
    """A table with one row for each change to the good one, below a row of numbers."""
    names = header or list(GOOD)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(range(len(names)))
    writer.writerow(names)
    for change in changes:
        row = {**GOOD, **change}
        writer.writerow([row.get(name, "") for name in names])
    return out.getvalue().encode()


def one(**change: str) -> Any:
    """The only commitment of a table of one row, changed by field name of the module `columns`."""
    table = read_table(table_of({getattr(columns, name): value for name, value in change.items()}))
    assert not table.refused, table.refused
    [(_, [commitment])] = table.plans.values()
    return commitment


def plan_of(*changes: dict[str, str]) -> PastPlan:
    table = read_table(table_of(*({columns.NUMBER: str(n), **change} for n, change in enumerate(changes, start=1))))
    [(plan, _)] = table.plans.values()
    return plan


def refused(document: bytes) -> list[str]:
    with pytest.raises(TableRefused) as refusal:
        read_table(document)
    return [fault.code for fault in refusal.value.faults]


def test_a_good_row_lands_under_the_row_of_numbers_and_the_header() -> None:
    table = read_table(table_of({}))
    assert (table.rows, table.landed, table.refused, table.notices) == (1, 1, (), ())


def test_columns_are_found_by_name_whatever_their_order_and_without_the_row_of_numbers() -> None:
    names = sorted(GOOD, reverse=True)
    document = table_of({}, header=[*names, "", "of another year", "", ""])
    assert read_table(document).plans == read_table(table_of({})).plans
    assert read_table(document.partition(b"\n")[2]).plans == read_table(table_of({})).plans
    assert read_table(b"\xef\xbb\xbf" + document).plans == read_table(table_of({})).plans


@pytest.mark.parametrize("column", columns.NEEDED)
def test_a_missing_column_is_one_clear_fault_that_names_it(column: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_table(table_of({}, header=[name for name in GOOD if name != column]))
    if column in {columns.COUNTRY, columns.PLAN}:
        assert [fault.code for fault in refusal.value.faults] == ["no_header"]
    else:
        assert [(fault.code, fault.values["column"]) for fault in refusal.value.faults] == [("column_missing", column)]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (table_of({columns.TITLE: "Transparencia pública"}).decode().encode("latin-1"), "encoding"),
        (table_of({}).decode().encode("utf-16"), "encoding"),
        (b"PK\x03\x04\x14\x00\x06\x00", "no_header"),
        (b'{"plan": {"id": "gt-2016-2018"}}', "no_header"),
        (b"<html><body>Country</body></html>", "no_header"),
        (table_of({}) + b'"never closed', "not_csv"),
        (b"a" * 200_000, "not_csv"),
        (b"," * (reading.MOST_BYTES + 1), "too_large"),
        (table_of({}, header=[*GOOD, columns.TITLE]), "column_twice"),
        (table_of(*[{}] * 20_001), "too_many_rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_by_one_fault_and_nothing_is_taken(document: bytes, code: str) -> None:
    assert refused(document) == [code]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({columns.COUNTRY: ""}, columns.COUNTRY, "country"),
        ({columns.COUNTRY: "?!"}, columns.COUNTRY, "country"),
        ({columns.COUNTRY: "x" * 101}, columns.COUNTRY, "too_long"),
        ({columns.PLAN: "two"}, columns.PLAN, "plan_number"),
        ({columns.PLAN: "0"}, columns.PLAN, "plan_number"),
        ({columns.PLAN: "9" * 400}, columns.PLAN, "plan_number"),
        ({columns.PLAN: "\u0661"}, columns.PLAN, "plan_number"),
        ({columns.NUMBER: " "}, columns.NUMBER, "blank"),
        ({columns.NUMBER: "1" * 51}, columns.NUMBER, "too_long"),
        ({columns.TITLE: ""}, columns.TITLE, "blank"),
        ({columns.TITLE: "a\x00b"}, columns.TITLE, "control_character"),
        ({columns.TEXT: "x" * 20_001}, columns.TEXT, "too_long"),
        ({columns.START: "1" * 101}, columns.START, "too_long"),
        ({columns.END: "\x07"}, columns.END, "control_character"),
        ({columns.COMPLETION: "e. Nearly"}, columns.COMPLETION, "label_unknown"),
        ({columns.COMPLETION: ""}, columns.COMPLETION, "label_unknown"),
        ({columns.IMPACT: "Huge"}, columns.IMPACT, "label_unknown"),
        ({columns.RELEVANT: "2"}, columns.RELEVANT, "label_unknown"),
        ({columns.STARRED_2015: "yes"}, columns.STARRED_2015, "label_unknown"),
    ],
)
def test_a_bad_cell_is_told_by_row_and_column_and_the_other_rows_land(
    change: dict[str, str], column: str, code: str
) -> None:
    table = read_table(table_of({}, change, {columns.NUMBER: "2"}))
    assert (table.rows, table.landed) == (3, 2)
    [remark] = table.refused
    assert (remark.row, remark.column, remark.code) == (4, column, code)


def test_a_row_that_has_slipped_is_told_and_a_blank_one_is_none() -> None:
    document = table_of({}) + b"Guatemala,2,NA\n" + b"," * 10 + b"\n" + table_of({}).splitlines()[2] + b",one more\n"
    table = read_table(document)
    assert (table.rows, table.landed) == (3, 1)
    assert [(remark.row, remark.code) for remark in table.refused] == [(4, "width"), (6, "width")]


def test_labels_in_two_spellings_are_one_code() -> None:
    spellings = ("a. Not started", "a. Not Started", "  a.  not STARTED ", "Not started")
    assert {one(COMPLETION=label).completion_progress for label in spellings} == {Completion.NOT_STARTED}
    assert one(COMPLETION="b. Limited").completion_progress is Completion.INITIATED


@pytest.mark.parametrize("code", ["NR", "ND", "NA", "Unclear", "Withdrawn"])
def test_codes_for_nothing_to_say_are_kept_and_are_no_level(code: str) -> None:
    commitment = one(COMPLETION=code)
    assert commitment.completion_progress == {"Unclear": "unclear", "Withdrawn": "withdrawn"}.get(code, code)
    assert not commitment.completion_progress.is_level
    assert one(IMPACT="ND").potential_impact is Impact.ND
    assert one(RELEVANT="NR").relevant is Mark.NR


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Commitment 22: <br/> -Further", "Commitment 22:\n-Further"),
        ("a<BR>b<br />c</p><p class='x'>d", "a\nb\nc\n\nd"),
        ("<b>bold</b> &amp; plain", "bold & plain"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("trans\u00adparency\u00a0 and\ttabs", "transparency and tabs"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
    ],
)
def test_html_breaks_become_line_breaks_and_other_markup_goes(printed: str, plain: str) -> None:
    assert plain_text(printed) == plain


def test_rows_of_one_number_all_land_and_are_counted_and_reported_once() -> None:
    table = read_table(table_of({}, {columns.TITLE: "Another"}, {columns.NUMBER: "2"}, {columns.TITLE: "Third"}))
    [(_, commitments)] = table.plans.values()
    assert [(c.number, c.occurrence) for c in commitments] == [("1", 1), ("1", 2), ("2", 1), ("1", 3)]
    [notice] = table.notices
    assert (notice.row, notice.code, notice.values["times"]) == (3, "duplicate", "3")


def test_an_unreadable_date_lands_as_printed_with_a_notice() -> None:
    table = read_table(table_of({columns.START: "2/29/2014"}))
    [(_, [commitment])] = table.plans.values()
    assert commitment.starts.printed == "2/29/2014"
    assert [(notice.row, notice.column, notice.code) for notice in table.notices] == [
        (3, columns.START, "date-unreadable")
    ]


def test_a_label_that_its_figure_contradicts_counts_and_is_noticed() -> None:
    document = table_of({"_CompletionProgress": "2"}, header=[*GOOD, "_CompletionProgress"])
    table = read_table(document)
    [(_, [commitment])] = table.plans.values()
    assert commitment.completion_progress is Completion.INITIATED
    assert [notice.code for notice in table.notices] == ["label-differs"]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one_of in value.items():
            yield from (*strings(name), *strings(one_of))
    elif isinstance(value, list | tuple):
        for one_of in value:
            yield from strings(one_of)
    else:
        yield str(value)


def test_contact_persons_are_nowhere_in_what_is_read_or_said() -> None:
    bad = {columns.PLAN: PERSONS["Contact Email"], columns.COMPLETION: "jane.doe@example.org"}
    table = read_table(table_of({}, bad, {columns.COUNTRY: PERSONS["Contact Email"]}))
    assert table.landed == 1
    said = " ".join(text for plan, rows_of in table.plans.values() for text in strings([asdict(r) for r in rows_of]))
    said += " ".join(strings([asdict(remark) for remark in (*table.refused, *table.notices)]))
    for value in PERSONS.values():
        assert value not in said


def test_completion_at_the_end_of_term_counts_before_the_progress_report() -> None:
    plan = plan_of(
        {columns.COMPLETION: "b. Limited", columns.COMPLETION_END: "d. Complete"},
        {columns.COMPLETION: "c. Substantial", columns.COMPLETION_END: "b. Limited"},
        {columns.COMPLETION: "c. Substantial", columns.COMPLETION_END: "NR"},
        {columns.COMPLETION: "Withdrawn", columns.COMPLETION_END: "ND"},
        {columns.COMPLETION: "d. Complete", columns.COMPLETION_END: "Unclear"},
        {columns.COMPLETION: "Unclear", columns.COMPLETION_END: "a. Not Started"},
    )
    assert (plan.commitments, plan.high_completion) == (6, 3)


STARS = (
    columns.STARRED_PRE_JUNE_2014,
    columns.STARRED_2015,
    columns.STARRED_CURRENT,
    columns.STARRED_CURRENT_END,
)


@pytest.mark.parametrize(
    ("rows_of", "formula", "starred"),
    [
        (["1 ND ND ND", "0 ND ND ND"], StarFormula.PRE_JUNE_2014, 1),
        (["ND 1 ND ND", "ND 1 ND ND"], StarFormula.ONLY_2015, 2),
        (["ND 1 1 NR", "ND 1 0 NR"], StarFormula.CURRENT, 1),
        (["ND 1 0 NR", "ND 1 0 NR"], StarFormula.CURRENT, 0),
        (["ND 1 1 0", "ND 1 0 1", "ND 1 1 NR"], StarFormula.CURRENT, 2),
        (["ND ND ND ND", "NR NR NR NR"], None, 0),
    ],
)
def test_stars_are_counted_by_the_newest_formula_that_was_applied(
    rows_of: list[str], formula: StarFormula | None, starred: int
) -> None:
    plan = plan_of(*(dict(zip(STARS, row.split(), strict=True)) for row in rows_of))
    assert (plan.formula, plan.starred) == (formula, starred)


def test_shares_are_of_all_commitments_with_halves_up() -> None:
    plan = plan_of({columns.IMPACT: "Transformative"}, *[{}] * 159)
    assert str(plan.share(plan.transformative)) == "0.63"  # 0.625
    assert str(plan.share(plan.relevant)) == "100.00"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("reino unido", "GB"),
        ("Macedonia", "MK"),
        ("North Macedonia", "MK"),
        ("USA", "US"),
        ("South Korea", "KR"),
        ("Czech Republic", "CZ"),
        ("Trinidad and Tobago", "TT"),
        ("Turkey", "TR"),
        ("México", "MX"),
        ("gt", "GT"),
        ("Atlantis", None),
        ("zz", None),
    ],
)
def test_a_name_leads_to_its_iso_code(name: str, code: str | None) -> None:
    assert iso_code(name) == code


def test_a_slug_has_neither_accents_nor_signs() -> None:
    assert slug_of("  Côte d'Ivoire & São Tomé ") == "cote-d-ivoire-and-sao-tome"


CELLS = st.text(max_size=12) | st.sampled_from(sorted({*GOOD, *GOOD.values(), "1", "06/01/2014", "d. Complete"}))
RANDOM_ROWS = st.lists(st.lists(CELLS, max_size=30), max_size=6)


def written(rows_of: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows_of)
    return out.getvalue().encode("utf-8", "surrogatepass")


@given(
    st.binary(max_size=300)
    | RANDOM_ROWS.map(written)
    | RANDOM_ROWS.map(lambda rows_of: table_of({}) + written(rows_of))
    | st.dictionaries(st.sampled_from(list(GOOD)), CELLS, max_size=8).map(
        lambda change: table_of({name: text.encode("utf-8", "replace").decode() for name, text in change.items()})
    )
)
def test_no_bytes_make_it_crash_every_row_lands_or_is_told_why_not(document: bytes) -> None:
    try:
        table: Table = read_table(document)
    except TableRefused as refusal:
        table, faults = Table(rows=0, plans={}, refused=(), notices=()), refusal.faults
    else:
        faults = ()
    assert faults or table.plans or table.refused or not table.rows
    assert table.rows == table.landed + len({remark.row for remark in table.refused})
    assert all(remark.message.format(**remark.values) for remark in (*table.refused, *table.notices))


@pytest.mark.parametrize("module", [reading, rows], ids=lambda module: module.__name__)
def test_whatever_is_said_of_a_table_is_said_in_spanish_too(module: Any) -> None:
    translations = Translations.load("constancia_web", "commitments")
    constants = {name: value for name, value in vars(module).items() if name.isupper() and not name.startswith("_")}
    told = [message for message in constants.values() if isinstance(message, str)]
    assert len(told) > 5
    for message in told:
        assert translations.knows("es", message), message
