"""Values of indicators inside texts, as a reader of one language writes them."""

import pytest

from constancia_web.indicators import Value, number, render

YEAR = {"es": "año", "en": "year"}
SHARE = {"es": "%", "en": "%"}


@pytest.mark.parametrize(
    ("value", "language", "unit", "written"),
    [
        (3217050.0, "es", None, "3,217,050"),
        (3217050.5, "en", None, "3,217,050.5"),
        (0.1 + 0.2, "es", None, "0.3"),
        (-0.0, "es", None, "0"),
        (31.5, "es", SHARE, "31.5 %"),
        (2009.0, "es", YEAR, "2009"),
        (1e300, "es", None, "1e+300"),
        (12.0, "xx", None, "12"),
    ],
)
def test_a_figure_is_written_as_its_reader_expects(
    value: float, language: str, unit: dict[str, str] | None, written: str
) -> None:
    assert number(value, language, unit) == written


def test_texts_show_the_value_that_holds_and_leave_what_they_do_not_know() -> None:
    values = {
        "teachers": Value(value=4852, unit={"es": "docentes", "en": "teachers"}),
        "since": Value(value=2009, unit=YEAR),
    }
    text = "{{ indicators.teachers }} desde {{indicators.since}}; {{ indicators.other }}"
    assert render(text, values, "es") == "4,852 desde 2009; {{ indicators.other }}"
    assert render(text, values, "en", with_unit=True) == "4,852 teachers desde 2009; {{ indicators.other }}"
