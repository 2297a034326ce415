"""The rules of the people's side, without a database."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.enrolment.aggregate import Asked, Enrolment, EnrolmentLink, EnrolmentState
from commitments.enrolment.errors import AcronymAsked, AlreadyDecided, ExpiresInPast, LinkClosed, LinkExpired
from commitments.indicator.aggregate import Indicator, Statement
from commitments.meeting.aggregate import Meeting
from commitments.meeting.errors import MeetingRefused
from commitments.membership.aggregate import ROUNDTABLE, Membership, Period
from commitments.membership.errors import AlreadyMember, JoinedTooEarly, LeftTooEarly, NotMember
from constancia_events.vocabulary import InstitutionKind, MeetingKind, MeetingStatus
from constancia_runtime.errors import DomainError

ZONE = ZoneInfo("America/Guatemala")
NOW = datetime(2017, 9, 29, 3, tzinfo=UTC)  # still the 28th in Guatemala
WHY = {"es": "Porque sí"}
days = st.dates(date(2016, 1, 1), date(2018, 12, 31))


def member(*periods: Period) -> Membership:
    return Membership(plan="gt-2016-2018", group=ROUNDTABLE, institution="AC", periods=periods)


def test_an_institution_may_leave_and_come_back_and_nothing_is_forgotten() -> None:
    one, joined = member().join(date(2016, 8, 11), None)
    one, left = one.leave(date(2017, 1, 31), WHY)
    one, back = one.join(date(2017, 3, 1), None)
    assert [event.left_on for event in (joined, left, back)] == [None, date(2017, 1, 31), None]
    assert (joined.working_group, joined.plan, one.version) == (None, "gt-2016-2018", 3)
    covered = [any(p.covers(day) for p in one.periods) for day in (date(2017, 1, 31), date(2017, 2, 1))]
    assert (covered, len(one.periods)) == ([True, False], 2)


def test_periods_do_not_overlap() -> None:
    here = member(Period(joined_on=date(2017, 1, 1)))
    gone = member(Period(joined_on=date(2017, 1, 1), left_on=date(2017, 2, 1)))
    with pytest.raises(AlreadyMember):
        here.join(date(2017, 5, 1), None)
    with pytest.raises(LeftTooEarly):
        here.leave(date(2016, 12, 31), WHY)
    with pytest.raises(NotMember):
        gone.leave(date(2017, 3, 1), WHY)
    for too_early in (date(2017, 2, 1), None):
        with pytest.raises(JoinedTooEarly):
            gone.join(too_early, None)


@given(st.lists(st.tuples(st.sampled_from(["join", "leave", "state"]), st.none() | days, st.none() | days)))
def test_whatever_is_done_periods_stay_in_order_and_only_the_last_is_open(
    deeds: list[tuple[str, date | None, date | None]],
) -> None:
    one = member()
    for deed, first, second in deeds:
        before = one
        try:
            if deed == "join":
                one, _ = one.join(first, None)
            elif deed == "leave" and second is not None:
                one, _ = one.leave(second, WHY)
            elif deed == "state" and not (first and second and second < first):
                one = (one.state(first, second) or (one, None))[0]
        except DomainError:
            assert one is before
        assert all(p.left_on is not None for p in one.periods[:-1])
        for earlier, later in zip(one.periods, one.periods[1:], strict=False):
            assert later.joined_on is not None
            assert earlier.left_on is not None
            assert earlier.left_on < later.joined_on
        for period in one.periods:
            assert period.joined_on is None or period.left_on is None or period.joined_on <= period.left_on


def test_a_file_takes_nothing_back_and_says_the_same_once() -> None:
    left = member(Period(joined_on=date(2016, 8, 11), left_on=date(2017, 1, 31), reason=WHY))
    assert left.state(None, None) is None
    assert left.state(date(2016, 8, 11), None) is None
    unknown, _ = member().state(None, None) or pytest.fail("a new member is news")
    known, event = unknown.state(date(2016, 8, 11), None) or pytest.fail("so is a day that was not known")
    assert (event.joined_on, len(known.periods)) == (date(2016, 8, 11), 1)
    assert known.state(date(2016, 8, 11), None) is None


def meeting(**fields: object) -> Meeting:
    plain = Meeting(
        plan="gt-2016-2018",
        number=1,
        kind=MeetingKind.ROUNDTABLE,
        status=MeetingStatus.SCHEDULED,
        held_on=date(2017, 9, 28),
        originally_on=None,
        place=None,
        department=None,
        working_group=None,
        agenda_url=None,
        minutes_url=None,
        attendance=(),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def check(one: Meeting) -> None:
    one.check(zone=ZONE, now=NOW, institutions={"AC"}, groups={1})


def test_a_moved_meeting_keeps_the_first_day_for_which_it_was_called() -> None:
    once = meeting().changed({"held_on": date(2017, 10, 5)})
    twice = once.changed({"held_on": date(2017, 10, 12)})
    assert (once.originally_on, twice.originally_on) == (date(2017, 9, 28), date(2017, 9, 28))
    assert twice.changed({"held_on": date(2017, 9, 28)}).originally_on is None, "it is held when it was called for"
    held = meeting(status=MeetingStatus.HELD).changed({"held_on": date(2017, 9, 27)})
    assert held.originally_on is None, "the day of a meeting that was held is corrected, not moved"


@given(st.lists(days, min_size=1, max_size=6))
def test_however_often_it_is_moved_the_first_day_stays(moves: list[date]) -> None:
    one = meeting()
    for day in moves:
        one = one.changed({"held_on": day})
    assert one.held_on == moves[-1]
    assert one.originally_on in {None, date(2017, 9, 28)}
    assert (one.originally_on is None) == (one.held_on == date(2017, 9, 28))


def test_a_meeting_is_held_by_the_day_of_the_plans_own_zone() -> None:
    check(meeting(status=MeetingStatus.HELD, attendance=("AC",), working_group=1))
    refused = {
        "/held_on": meeting(status=MeetingStatus.HELD, held_on=date(2017, 9, 29)),
        "/originally_on": meeting(originally_on=date(2017, 9, 28)),
        "/attendance": meeting(attendance=("AC",)),
        "/attendance/1": meeting(status=MeetingStatus.HELD, attendance=("AC", "AC")),
        "/attendance/0": meeting(status=MeetingStatus.HELD, attendance=("NADIE",)),
        "/working_group": meeting(working_group=2),
    }
    for pointer, one in refused.items():
        with pytest.raises(MeetingRefused) as found:
            check(one)
        assert [fault.pointer for fault in found.value.faults] == [pointer]


def stated(value: float, lines: tuple[int, ...] = ()) -> Statement:
    return Statement(
        value=value,
        as_of=None,
        where="results",
        lines=lines,
        evidence_url=None,
        institution=None,
        effective_on=date(2017, 9, 29),
        effective_at=NOW,
        stated_at=NOW,
        stated_by="x",
    )


@given(st.lists(st.sampled_from([1.0, 2.0])), st.lists(st.sampled_from([1.0, 2.0])))
def test_a_file_states_what_it_lists_more_often_than_the_record(known: list[float], listed: list[float]) -> None:
    indicator = Indicator(plan="gt-2016-2018", key="k", commitment=None, goal=None, label=WHY, unit=WHY)
    for value in known:
        indicator, _ = indicator.state(stated(value))
    new = indicator.not_yet_stated([stated(value) for value in listed])
    assert Counter(one.value for one in new) == Counter(listed) - Counter(known)
    for one in new:
        indicator, _ = indicator.state(one)
    assert indicator.not_yet_stated([stated(value) for value in listed]) == []


def link(expires_on: date | None = None) -> tuple[EnrolmentLink, str]:
    return EnrolmentLink.issue("p", 0, label="x", expires_on=expires_on, zone=ZONE, now=NOW, by="me")


ASKED = Asked(name=WHY, acronym="ONG", kind=InstitutionKind.CIVIL_SOCIETY, motive="x", contact_email="a@b.org")


def test_a_link_is_open_to_the_end_of_its_last_day_in_the_plans_zone() -> None:
    made, code = link(date(2017, 9, 28))
    assert code not in repr(made)
    made.check_open(zone=ZONE, now=NOW)
    with pytest.raises(LinkExpired):
        made.check_open(zone=ZONE, now=NOW + timedelta(hours=3))
    with pytest.raises(LinkClosed):
        made.close(now=NOW).check_open(zone=ZONE, now=NOW)
    with pytest.raises(ExpiresInPast):
        link(date(2017, 9, 27))


def test_the_same_form_twice_gives_one_receipt_and_another_form_none() -> None:
    made, code = link()
    request, receipt = Enrolment.ask(made, code, ASKED, now=NOW)
    assert request.again(ASKED, code) == receipt
    with pytest.raises(AcronymAsked):
        request.again(replace(ASKED, motive="y"), code)
    with pytest.raises(AcronymAsked):
        request.again(replace(ASKED, contact_email="c@d.org"), code)


def test_a_contact_is_erased_with_a_rejection_and_in_time_after_an_acceptance() -> None:
    made, code = link()
    request, _ = Enrolment.ask(made, code, ASKED, now=NOW)
    how = {"reason": WHY, "acronym": None, "joined_on": None, "zone": ZONE, "now": NOW, "by": "me"}
    rejected = request.decide(accepted=False, **how)  # type: ignore[arg-type]
    assert (rejected.state, rejected.contact_email, rejected.institution) == (EnrolmentState.REJECTED, None, None)
    accepted = request.decide(accepted=True, **how)  # type: ignore[arg-type]
    assert (accepted.institution, accepted.joined_on) == ("ONG", date(2017, 9, 28))
    assert accepted.erase_contact_on == date(2017, 12, 27)
    with pytest.raises(AlreadyDecided):
        accepted.decide(accepted=False, **how)  # type: ignore[arg-type]
