"""Dates as IRM's table prints them: kept as they stand, and never understood beyond what they say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.irm.printed_dates import (
    Evidence,
    PrintedDate,
    Reading,
    order_of_plan,
    read_date,
    settled_by_plan,
    settled_by_row,
)


def days(printed: PrintedDate) -> tuple[str | None, str | None]:
    return (
        printed.first_day.isoformat() if printed.first_day else None,
        printed.last_day.isoformat() if printed.last_day else None,
    )


@pytest.mark.parametrize(
    ("printed", "reading", "first", "last"),
    [
        ("31/12/2014", "day", "2014-12-31", "2014-12-31"),
        ("09/30/2013", "day", "2013-09-30", "2013-09-30"),
        ("13/2/2011", "day", "2011-02-13", "2011-02-13"),
        ("01/01/2015", "day", "2015-01-01", "2015-01-01"),
        ("2014-06-30", "day", "2014-06-30", "2014-06-30"),
        ("2014-06-30 00:00:00", "day", "2014-06-30", "2014-06-30"),
        ("4 March 2014", "day", "2014-03-04", "2014-03-04"),
        ("March 4, 2014", "day", "2014-03-04", "2014-03-04"),
        ("4 de marzo de 2014", "day", "2014-03-04", "2014-03-04"),
        ("03/04/2014", "day_ambiguous", "2014-03-04", "2014-04-03"),
        ("June 2014", "month", "2014-06-01", "2014-06-30"),
        ("Sept. 2014", "month", "2014-09-01", "2014-09-30"),
        ("06/2014", "month", "2014-06-01", "2014-06-30"),
        ("2012-02", "month", "2012-02-01", "2012-02-29"),
        ("Septmber 2014", "month", "2014-09-01", "2014-09-30"),
        ("Quarter 1 2014", "quarter", "2014-01-01", "2014-03-31"),
        ("Q4 2016", "quarter", "2016-10-01", "2016-12-31"),
        ("3rd quarter of 2012", "quarter", "2012-07-01", "2012-09-30"),
        ("2012", "year", "2012-01-01", "2012-12-31"),
        ("End of 2014", "year", "2014-01-01", "2014-12-31"),
        ("Autumn 2014", "season", "2014-01-01", "2014-12-31"),
        ("Winter 2014", "season", "2013-12-01", "2015-03-31"),
        ("September/December 2011", "range", "2011-09-01", "2011-12-31"),
        ("2012-2013", "range", "2012-01-01", "2013-12-31"),
        ("Ongoing", "open_ended", None, None),
        ("Continuous", "open_ended", None, None),
        ("Not Specified", "not_specified", None, None),
        ("", "not_specified", None, None),
        ("NR", "code", None, None),
        ("Unclear", "code", None, None),
        ("2/29/2014", "unreadable", None, None),
        ("31/9/2014", "unreadable", None, None),
        ("December/September 2011", "unreadable", None, None),
        ("1/1/0001", "unreadable", None, None),
        ("9999", "unreadable", None, None),
        ("Blursday 2014", "unreadable", None, None),
        ("soon", "unreadable", None, None),
    ],
)
def test_a_printed_date_is_kept_and_understood_as_far_as_it_goes(
    printed: str, reading: str, first: str | None, last: str | None
) -> None:
    read = read_date(printed)
    assert (read.printed, read.reading.value, *days(read)) == (printed, reading, first, last)


def test_an_ambiguous_day_says_both_orders() -> None:
    assert read_date("04/03/2014").possible == (date(2014, 3, 4), date(2014, 4, 3))
    assert read_date("03/04/2014").possible == (date(2014, 4, 3), date(2014, 3, 4))


def test_a_row_settles_an_order_where_the_other_would_end_it_before_it_starts() -> None:
    starts, ends = settled_by_row(read_date("15/06/2014"), read_date("05/12/2014"))
    assert (ends.reading, ends.first_day, ends.settled_by) == (Reading.DAY, date(2014, 12, 5), Evidence.ROW)
    assert starts.settled_by is None
    both = settled_by_row(read_date("11/01/2014"), read_date("30/6/2016"))
    assert both[0].reading is Reading.DAY_AMBIGUOUS
    unknown = settled_by_row(read_date("11/01/2014"), read_date("Not Specified"))
    assert unknown[0].reading is Reading.DAY_AMBIGUOUS


def test_a_plan_settles_an_order_only_by_certain_dates_of_the_same_writing() -> None:
    orders = order_of_plan(map(read_date, ("25/04/2014", "31/12/2014", "03/04/2014")))
    settled = settled_by_plan(read_date("03/04/2014"), orders)
    assert (settled.reading, settled.first_day, settled.settled_by) == (Reading.DAY, date(2014, 4, 3), Evidence.PLAN)
    american = order_of_plan(map(read_date, ("09/30/2013",)))
    assert settled_by_plan(read_date("03/04/2014"), american).first_day == date(2014, 3, 4)


@pytest.mark.parametrize("certain", [("30/6/2016",), ("31/12/2014",), ("30/06/2016", "09/30/2013"), ("June 2014",)])
def test_a_plan_of_another_writing_or_of_both_orders_settles_nothing(certain: tuple[str, ...]) -> None:
    """Canada's second plan begins on 11/01/2014, in November, and ends on 30/6/2016."""
    orders = order_of_plan(map(read_date, certain))
    assert settled_by_plan(read_date("11/01/2014"), orders).reading is Reading.DAY_AMBIGUOUS


@given(st.text(st.sampled_from("0123456789/-. QquarteMmyJn\u0661")) | st.text())
def test_no_text_makes_it_crash_and_what_is_understood_is_in_order(text: str) -> None:
    read = read_date(text)
    assert read.printed == text
    assert (read.first_day is None) == (read.last_day is None)
    if read.first_day and read.last_day:
        assert read.first_day <= read.last_day
    for one in read.possible:
        assert read.first_day
        assert read.last_day
        assert read.first_day <= one <= read.last_day
