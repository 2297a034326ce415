"""What one more check makes of a verdict: dead only by many failures over days, never a site that comes and goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constancia_events.checks import CLASS_OF, CheckFlag, CheckOutcome, EvidenceVerdict, OutcomeClass
from evidence.verdict.aggregate import Seen, Standing
from evidence.verdict.rules import VerdictRules, is_failure
from evidence.verdict.schedule import interval_after, jittered

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)  # nine in the morning in Guatemala
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = VerdictRules()
BOTH = ("robot", "browser")
O = CheckOutcome  # noqa: E741 - stands for an outcome on every line below
V = EvidenceVerdict


def standing() -> Standing:
    return Standing(evidence="ev-1", url="http://a.gob.gt/", site="a.gob.gt", since=MONDAY)


def after(
    *rounds: tuple[timedelta, CheckOutcome], host_is_down: bool = False, profiles: tuple[str, ...] = BOTH
) -> Standing:
    now = standing()
    for wait, outcome in rounds:
        seen = Seen(outcome=outcome, at=MONDAY + wait, profiles=profiles, host_is_down=host_is_down)
        now = now.take(seen, RULES)
    return now


def test_a_first_success_is_live_and_wants_a_copy() -> None:
    live = standing().take(Seen(outcome=O.OK, at=MONDAY, text_sha256="a"), RULES)
    assert (live.verdict, live.since, live.copy_wanted, live.version) == (V.LIVE, MONDAY, True, 1)


@pytest.mark.parametrize("outcome", [one for one in O if is_failure(one)])
def test_no_single_check_ever_says_dead(outcome: CheckOutcome) -> None:
    assert after((HOUR * 0, outcome)).verdict is V.SUSPECT
    assert after((HOUR * 0, O.OK), (900 * DAY, outcome)).verdict is V.SUSPECT


@pytest.mark.parametrize(
    ("outcome", "hours", "verdict"),
    [
        (O.NOT_FOUND, [0, 30, 72], V.DEAD),
        (O.NOT_FOUND, [0, 30, 71], V.SUSPECT),
        (O.NOT_FOUND, [0, 900], V.SUSPECT),
        (O.SOFT_404, [0, 30, 72], V.DEAD),
        (O.PARKED, [0, 30, 72], V.DEAD),
        (O.GONE, [0, 24], V.DEAD),
        (O.GONE, [0, 23], V.SUSPECT),
        (O.DNS_NXDOMAIN, [0, 72, 168], V.DEAD),
        (O.DNS_NXDOMAIN, [0, 72, 167], V.SUSPECT),
        (O.HTTP_5XX, [0, 80, 160, 240, 336], V.DEAD),
        (O.HTTP_5XX, [0, 80, 160, 240, 335], V.SUSPECT),
        (O.HTTP_5XX, [0, 80, 160, 336], V.SUSPECT),
        (O.TIMEOUT_CONNECT, [12, 36, 60, 180, 348], V.SUSPECT),  # always at nine in the evening
    ],
)
def test_dead_needs_its_rounds_over_its_days(outcome: CheckOutcome, hours: list[int], verdict: EvidenceVerdict) -> None:
    found = after(*((HOUR * n, outcome) for n in hours))
    assert found.verdict is verdict
    assert [one.at for one in found.rests_on()] == [MONDAY + HOUR * n for n in hours]
    assert found.since == MONDAY + HOUR * hours[0]


def test_dead_needs_a_second_client_that_fares_no_better() -> None:
    rounds = [(HOUR * n, O.NOT_FOUND) for n in (0, 30, 72)]
    assert after(*rounds, profiles=("robot",)).verdict is V.SUSPECT
    assert after(*((HOUR * n, O.DNS_NXDOMAIN) for n in (0, 72, 168)), profiles=("robot",)).verdict is V.DEAD


def test_while_a_whole_host_fails_its_pages_are_not_condemned_one_by_one() -> None:
    rounds = [(HOUR * n, O.NOT_FOUND) for n in (0, 30, 72)]
    assert after(*rounds, host_is_down=True).verdict is V.SUSPECT
    more = [(HOUR * n, O.NOT_FOUND) for n in (0, 30, 72, 100, 336)]
    assert after(*more, host_is_down=True).verdict is V.DEAD


def test_mixed_failures_are_read_in_the_mildest_way() -> None:
    mixed = [(HOUR * n, one) for n, one in [(0, O.NOT_FOUND), (30, O.HTTP_5XX), (72, O.NOT_FOUND)]]
    assert after(*mixed).verdict is V.SUSPECT
    assert after(*mixed, (100 * HOUR, O.NOT_FOUND), (336 * HOUR, O.NOT_FOUND)).verdict is V.DEAD


def test_a_round_that_could_condemn_asks_to_be_confirmed() -> None:
    suspect = after((HOUR * 0, O.NOT_FOUND), (30 * HOUR, O.NOT_FOUND))
    assert not suspect.wants_confirmation(MONDAY + 71 * HOUR, RULES)
    assert suspect.wants_confirmation(MONDAY + 72 * HOUR, RULES)
    assert not standing().wants_confirmation(MONDAY + 900 * DAY, RULES)


@pytest.mark.parametrize("outcome", [one for one, of in CLASS_OF.items() if of is OutcomeClass.NEUTRAL])
def test_a_void_round_changes_nothing_but_when_it_was(outcome: CheckOutcome) -> None:
    before = after((HOUR * 0, O.NOT_FOUND), (30 * HOUR, O.NOT_FOUND))
    assert (
        replace(before.take(Seen(outcome=outcome, at=MONDAY + 99 * HOUR), RULES), checked_at=before.checked_at)
        == before
    )


def test_what_was_dead_and_answers_is_live_and_said_to_have_recovered() -> None:
    back = after(*((HOUR * n, O.NOT_FOUND) for n in (0, 30, 72)), (99 * HOUR, O.OK))
    assert (back.verdict, back.failures, back.since) == (V.LIVE, (), MONDAY + 99 * HOUR)
    assert CheckFlag.RECOVERED in back.flags


def test_who_recovers_again_and_again_is_flaky() -> None:
    rounds = [(n * DAY, O.HTTP_5XX if n % 2 else O.OK) for n in range(7)]
    assert CheckFlag.FLAKY in after(*rounds).flags
    assert CheckFlag.FLAKY not in after(*rounds, (200 * DAY, O.OK)).flags


def test_a_wall_is_a_state_of_its_own_and_no_failure() -> None:
    walled = after((HOUR * 0, O.NOT_FOUND), (30 * HOUR, O.FORBIDDEN))
    assert (walled.verdict, walled.failures) == (V.RESTRICTED, ())
    assert after((HOUR * 0, O.INVALID_URL)).verdict is V.INVALID


def test_a_changed_text_wants_another_copy() -> None:
    first = standing().take(Seen(outcome=O.OK, at=MONDAY, text_sha256="a"), RULES)
    kept = replace(first, copy_wanted=False)
    same = kept.take(Seen(outcome=O.OK, at=MONDAY + DAY, text_sha256="a"), RULES)
    other = kept.take(Seen(outcome=O.OK, at=MONDAY + DAY, text_sha256="b"), RULES)
    assert [one.copy_wanted for one in (same, other)] == [False, True]
    assert [CheckFlag.CONTENT_CHANGED in one.flags for one in (same, other)] == [False, True]


ROUNDS = st.lists(st.tuples(st.sampled_from(O), st.integers(1, 400), st.booleans(), st.booleans()), max_size=40)


@given(ROUNDS)
def test_whatever_happens_dead_rests_on_enough_failures_over_enough_time(
    rounds: list[tuple[CheckOutcome, int, bool, bool]],
) -> None:
    now, at = standing(), MONDAY
    for outcome, hours, confirmed, host_is_down in rounds:
        at += HOUR * hours
        before = now
        profiles = BOTH if confirmed else ("robot",)
        now = now.take(Seen(outcome=outcome, at=at, profiles=profiles, host_is_down=host_is_down), RULES)
        assert now.version == before.version + (now.verdict is not before.verdict)
        if now.verdict is V.DEAD and before.verdict is not V.DEAD:
            failures = now.rests_on()
            assert before.verdict is V.SUSPECT
            assert is_failure(outcome)
            assert len(failures) >= min(RULES.threshold(one.outcome).rounds for one in failures)
            assert failures[-1].at - failures[0].at >= min(RULES.threshold(one.outcome).over for one in failures)
            assert all(is_failure(one.outcome) for one in failures)


@given(st.lists(st.sampled_from([one for one in O if is_failure(one)]), min_size=2, max_size=60))
def test_a_site_that_comes_and_goes_within_a_day_is_never_called_dead(failures: list[CheckOutcome]) -> None:
    now, at = standing(), MONDAY
    for n, outcome in enumerate(failures):
        at += 7 * HOUR
        shown = O.OK if n % 3 == 2 else outcome
        now = now.take(Seen(outcome=shown, at=at, profiles=BOTH), RULES)
        assert now.verdict is not V.DEAD


@given(ROUNDS, st.floats(0, 0.999), st.none() | st.integers(0, 10**6))
def test_what_is_visited_is_visited_again_within_a_month_or_so(
    rounds: list[tuple[CheckOutcome, int, bool, bool]], random: float, asked: int | None
) -> None:
    now, at = standing(), MONDAY
    for outcome, hours, *_ in rounds:
        at += HOUR * hours
        before, now = now, now.take(Seen(outcome=outcome, at=at), RULES)
        at_least = None if asked is None else timedelta(seconds=asked)
        wait = interval_after(before, now, outcome, RULES, at_least=at_least)
        if wait is None:
            assert now.verdict is V.INVALID
            continue
        assert HOUR <= wait <= 30 * DAY
        assert at_least is None or wait >= min(at_least, 7 * DAY)
        assert abs(jittered(wait, RULES, random) - wait) <= wait * 0.2
        now = replace(now, interval=wait)


def test_the_pace_grows_while_it_lives_and_halves_with_a_change() -> None:
    now, waits = standing(), []
    for n in range(9):
        before, now = now, now.take(Seen(outcome=O.OK, at=MONDAY + n * DAY, text_sha256="a"), RULES)
        wait = interval_after(before, now, O.OK, RULES)
        assert wait is not None
        waits.append(wait / DAY)
        now = replace(now, interval=wait)
    assert waits[:4] == [1, 1.5, 2.25, 3.375]
    assert waits[-1] == 14
    changed = now.take(Seen(outcome=O.OK, at=MONDAY + 99 * DAY, text_sha256="b"), RULES)
    assert interval_after(now, changed, O.OK, RULES) == 7 * DAY
