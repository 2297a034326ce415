"""Rules of consultations, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consultation.consultations.aggregate import Consultation, ConsultationState

INSTANT = timedelta(microseconds=1)


def a_consultation(
    opens_on: date = date(2017, 9, 7), closes_on: date = date(2017, 9, 29), time_zone: str = "America/Guatemala"
) -> Consultation:
    return Consultation.planned(
        "gt-2016-2018",
        1,
        subject="mid-term self-assessment",
        opens_on=opens_on,
        closes_on=closes_on,
        time_zone=time_zone,
    )


def test_the_window_of_guatemala_has_both_its_days_whole() -> None:
    window = a_consultation()
    assert window.opens_at == datetime(2017, 9, 7, 6, tzinfo=UTC)
    assert window.closes_at == datetime(2017, 9, 30, 6, tzinfo=UTC) - INSTANT
    assert window.opens_at.utcoffset() == window.closes_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "time_zone", "opens_at", "hours"),
    [
        (date(2026, 3, 8), "America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC), 23),
        (date(2026, 11, 1), "America/New_York", datetime(2026, 11, 1, 4, tzinfo=UTC), 25),
        (date(2026, 6, 1), "Pacific/Kiritimati", datetime(2026, 5, 31, 10, tzinfo=UTC), 24),
        (date(2026, 6, 1), "Asia/Kathmandu", datetime(2026, 5, 31, 18, 15, tzinfo=UTC), 24),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(day: date, time_zone: str, opens_at: datetime, hours: int) -> None:
    window = a_consultation(day, day, time_zone)
    assert window.opens_at == opens_at
    assert window.closes_at + INSTANT == opens_at + timedelta(hours=hours)


def test_the_first_and_the_last_instant_are_open_and_their_neighbours_are_not() -> None:
    window = a_consultation()
    assert window.state(window.opens_at - INSTANT) is ConsultationState.SCHEDULED
    assert window.state(window.opens_at) is ConsultationState.OPEN
    assert window.state(window.closes_at) is ConsultationState.OPEN
    assert window.state(window.closes_at + INSTANT) is ConsultationState.CLOSED


def test_scheduling_the_same_twice_says_nothing() -> None:
    first = a_consultation().schedule(None)
    assert first is not None
    assert first[0].version == 1
    assert a_consultation().schedule(first[0]) is None


def test_another_window_is_said_with_its_days_its_instants_and_its_zone() -> None:
    first = a_consultation().schedule(None)
    assert first is not None
    second = a_consultation(closes_on=date(2017, 10, 6)).schedule(first[0])
    assert second is not None
    after, event = second
    assert after.version == 2
    assert (event.opens_on, event.closes_on, event.time_zone) == (after.opens_on, after.closes_on, "America/Guatemala")
    assert event.closes_at == datetime(2017, 10, 7, 6, tzinfo=UTC) - INSTANT
