"""A month is a date too, and a day begins and ends where the plan is."""

from calendar import monthrange
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from constancia_events.dates import PlanDate, end_of_day, start_of_day

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
NEAR = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
ZONES = st.sampled_from(
    [
        "America/Guatemala",
        "America/New_York",
        "Europe/Madrid",
        "Pacific/Kiritimati",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Cairo",
        "UTC",
    ]
).map(ZoneInfo)


class Holder(BaseModel):
    on: PlanDate


@given(DAYS)
def test_a_day_covers_itself(day: date) -> None:
    printed = PlanDate.parse(day.isoformat())
    assert (printed.first_day, printed.last_day, printed.is_month) == (day, day, False)


@given(DAYS)
def test_a_month_covers_all_its_days_and_no_other(day: date) -> None:
    month = PlanDate.parse(day.isoformat()[:7])
    assert month.is_month
    assert month.first_day <= day <= month.last_day
    assert (month.last_day - month.first_day).days + 1 == monthrange(day.year, day.month)[1]
    assert (month.first_day - timedelta(days=1)).month != day.month if month.first_day > date.min else True
    assert (month.last_day + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("month", "last"), [("2016-02", 29), ("2017-02", 28), ("2000-02", 29), ("1900-02", 28), ("2016-12", 31)]
)
def test_february_ends_when_it_does(month: str, last: int) -> None:
    assert PlanDate.parse(month).last_day.day == last


@given(DAYS, st.booleans())
def test_a_date_travels_as_it_was_printed(day: date, whole: bool) -> None:
    printed = day.isoformat()[:7] if whole else day.isoformat()
    held = Holder.model_validate({"on": printed})
    assert Holder.model_validate_json(held.model_dump_json()) == held
    assert held.model_dump(mode="json") == {"on": printed}


@pytest.mark.parametrize(
    "value",
    [
        "2017-13",
        "2017-00",
        "2017-02-29",
        "2017-6",
        "17-06",
        "2017",
        "2017-06-31",
        "0000-01",
        "",
        " 2017-06",
        "2017-06 ",
        "2017-06\n",
        "2017-W01",
        "20170601",
        "2017-06-01T00:00:00",
        "٢٠١٧-٠٦",
        "2017-06-1",
        201706,
        2017.06,
        True,
        None,
        date(2017, 6, 1),
        ["2017-06"],
    ],
)
def test_anything_else_is_no_date(value: object) -> None:
    with pytest.raises(PydanticCustomError):
        PlanDate.parse(value)
    with pytest.raises(ValidationError):
        Holder.model_validate({"on": value})


@given(st.text())
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    with suppress(PydanticCustomError):
        assert PlanDate.parse(text).first_day <= PlanDate.parse(text).last_day


@given(NEAR, ZONES)
def test_a_day_ends_right_before_the_next_begins(day: date, zone: ZoneInfo) -> None:
    assert end_of_day(day, zone) + timedelta(microseconds=1) == start_of_day(day + timedelta(days=1), zone)
    assert start_of_day(day, zone).tzinfo == ZoneInfo("UTC")


@given(NEAR, ZONES)
def test_both_ends_of_a_day_lie_on_it_or_the_zone_leapt_over_it(day: date, zone: ZoneInfo) -> None:
    start, end = start_of_day(day, zone), end_of_day(day, zone)
    assert start <= end + timedelta(microseconds=1)
    if end - start > timedelta(hours=2):  # Apia had no 30 December 2011
        assert start.astimezone(zone).date() == day
        assert (end - timedelta(hours=1)).astimezone(zone).date() == day


@pytest.mark.parametrize(
    ("day", "zone", "start", "hours"),
    [
        ("2017-09-29", "America/Guatemala", "2017-09-29T06:00:00", 24),
        ("2017-09-29", "Pacific/Kiritimati", "2017-09-28T10:00:00", 24),
        ("2024-03-10", "America/New_York", "2024-03-10T05:00:00", 23),
        ("2024-11-03", "America/New_York", "2024-11-03T04:00:00", 25),
        ("2024-03-31", "Europe/Madrid", "2024-03-30T23:00:00", 23),
        ("2016-02-29", "UTC", "2016-02-29T00:00:00", 24),
    ],
)
def test_a_day_is_as_long_as_it_is_where_the_plan_is(day: str, zone: str, start: str, hours: int) -> None:
    begins = start_of_day(date.fromisoformat(day), ZoneInfo(zone))
    ends = end_of_day(date.fromisoformat(day), ZoneInfo(zone))
    assert begins == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert ends - begins == timedelta(hours=hours) - timedelta(microseconds=1)
