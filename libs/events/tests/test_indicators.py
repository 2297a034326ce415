"""What statements of one indicator amount to: which value holds, and where they disagree."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from constancia_events.dates import PlanDate
from constancia_events.indicators import disagreements, holding, references

DAY = date(2017, 9, 29)


@dataclass(frozen=True)
class Said:
    value: float
    as_of: PlanDate | None = None
    effective_on: date = DAY


def as_of(text: str) -> PlanDate:
    return PlanDate.parse(text)


dates = st.one_of(
    st.none(),
    st.dates(date(2016, 1, 1), date(2018, 12, 31)).map(lambda d: as_of(d.isoformat())),
    st.dates(date(2016, 1, 1), date(2018, 12, 31)).map(lambda d: as_of(f"{d:%Y-%m}")),
)
said = st.builds(
    Said,
    value=st.sampled_from([1.0, 2.0, 3.5]),
    as_of=dates,
    effective_on=st.dates(date(2016, 1, 1), date(2018, 12, 31)),
)


def test_nothing_holds_where_nothing_was_stated() -> None:
    assert holding([]) is None
    assert disagreements([]) == []


def test_the_latest_date_holds_and_a_month_counts_by_its_last_day() -> None:
    june, mid_june, july = Said(1, as_of("2017-06")), Said(2, as_of("2017-06-15")), Said(3, as_of("2017-07-01"))
    assert holding([july, june, mid_june]) is july
    assert holding([june, mid_june]) is june


def test_of_one_date_the_later_statement_holds_and_no_date_is_the_day_of_stating() -> None:
    first, second = Said(1, as_of("2017-06-30")), Said(2, as_of("2017-06"))
    assert holding([first, second]) is second
    undated = Said(9, None, date(2017, 7, 1))
    assert holding([undated, first]) is undated
    assert holding([Said(9, None, date(2017, 5, 1)), first]) is first


def test_only_statements_of_the_same_date_disagree() -> None:
    assert disagreements([Said(1, as_of("2017-06")), Said(2, as_of("2017-06-30"))]) == []
    assert disagreements([Said(1), Said(1, None, DAY + timedelta(days=1))]) == []
    [found] = disagreements([Said(2), Said(1)])
    assert (found.as_of, found.values) == (None, (1, 2))


@given(st.lists(said, max_size=12))
def test_what_holds_is_one_of_the_latest_and_disagreements_name_every_value_once(statements: list[Said]) -> None:
    held = holding(statements)
    assert (held is None) == (not statements)
    days = [s.effective_on if s.as_of is None else s.as_of.last_day for s in statements]
    if held is not None:
        assert (held.effective_on if held.as_of is None else held.as_of.last_day) == max(days)
    for found in disagreements(statements):
        assert len(found.values) > 1
        assert {s.value for s in found.statements} == set(found.values)
        assert list(found.values) == sorted(set(found.values))
        assert {s.as_of for s in found.statements} == {found.as_of}


@given(st.lists(said, max_size=12))
def test_repeating_what_was_said_changes_nothing(statements: list[Said]) -> None:
    twice = [*statements, *statements]
    before, after = holding(statements), holding(twice)
    assert (before and before.value) == (after and after.value)
    assert [(d.as_of, d.values) for d in disagreements(statements)] == [
        (d.as_of, d.values) for d in disagreements(twice)
    ]


def test_exactly_five_indicators_of_the_real_file_disagree(shared: Path) -> None:
    file = json.loads((shared / "data" / "gt-2016-2018.json").read_bytes())
    found = {}
    for indicator in file["indicators"]:
        statements = [Said(s["value"], s["as_of"] and as_of(s["as_of"])) for s in indicator["statements"]]
        if differing := disagreements(statements):
            [one] = differing
            found[indicator["key"]] = set(one.values)
    assert found == {
        "forum_departments": {3, 4},
        "padep_bilingual_teachers": {4852, 4853},
        "municipalities_signed": {201, 210},
        "open_budget_presenting_institutions": {13, 31},
        "tax_expenditure_study_first_year": {2009, 2010},
    }


def test_a_text_names_the_indicators_that_it_inserts() -> None:
    text = "{{ indicators.b }} de {{indicators.a_1}}, {{ indicators.b }}; {{ indicators.Bad }} {{ other.a }}"
    assert references(text) == ["b", "a_1"]
