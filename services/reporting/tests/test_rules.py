from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constancia_events.dates import PlanDate
from constancia_events.timing import display_state, timing
from constancia_events.vocabulary import LEVEL_RANK, DisplayState, Level, RollUpPolicy, Timing
from reporting.compliance.rules import roll_up

N, I, S, C = Level.NOT_STARTED, Level.INITIATED, Level.SUBSTANTIAL, Level.COMPLETE  # noqa: E741 - as a table reads
levels = st.lists(st.sampled_from(Level), min_size=1, max_size=12)
months = st.dates(date(2010, 1, 1), date(2030, 12, 31)).map(lambda day: PlanDate(day.strftime("%Y-%m")))


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ([], N),
        ([N, N], N),
        ([N, I], I),
        ([C, C, N, I], I),  # half is not more than half
        ([C, S, S, I], S),
        ([C, S, N, N, S], S),  # those not yet due stay in the denominator
        ([S, S, S], S),
        ([C, C, C], C),
        ([C, C, S], S),
        ([C, N, N], I),
    ],
)
def test_majority_is_guatemalas_rule(goals: list[Level], expected: Level) -> None:
    assert roll_up(RollUpPolicy.MAJORITY, goals) is expected


@given(levels, st.sampled_from(RollUpPolicy))
def test_a_roll_up_lies_between_the_weakest_and_the_strongest_goal(goals: list[Level], policy: RollUpPolicy) -> None:
    rank = LEVEL_RANK[roll_up(policy, goals)]
    assert min(LEVEL_RANK[g] for g in goals) <= rank <= max(LEVEL_RANK[g] for g in goals)


@given(levels, st.sampled_from(RollUpPolicy), st.randoms())
def test_the_order_of_goals_does_not_matter(goals: list[Level], policy: RollUpPolicy, random: Random) -> None:
    shuffled = list(goals)
    random.shuffle(shuffled)
    assert roll_up(policy, goals) is roll_up(policy, shuffled)


@given(levels, st.integers(0, 11), st.sampled_from(RollUpPolicy))
def test_progress_of_one_goal_never_lowers_its_commitment(goals: list[Level], at: int, policy: RollUpPolicy) -> None:
    better = list(goals)
    better[at % len(goals)] = Level.COMPLETE
    assert LEVEL_RANK[roll_up(policy, better)] >= LEVEL_RANK[roll_up(policy, goals)]


@given(levels)
def test_complete_needs_every_goal_whatever_the_policy(goals: list[Level]) -> None:
    for policy in RollUpPolicy:
        assert (roll_up(policy, goals) is C) == all(goal is C for goal in goals)


def test_a_month_is_due_while_it_lasts_and_overdue_after_it() -> None:
    end = PlanDate("2017-09")
    at = [date(2017, 8, 31), date(2017, 9, 1), date(2017, 9, 30), date(2017, 10, 1)]
    found = [timing(I, ends_on=end, completed_on=None, day=day) for day in at]
    assert found == [Timing.NOT_YET_DUE, Timing.DUE, Timing.DUE, Timing.OVERDUE]


def test_complete_is_on_time_up_to_the_last_day_of_its_month() -> None:
    end = PlanDate("2017-06")
    on_time = timing(C, ends_on=end, completed_on=date(2017, 6, 30), day=date(2020, 1, 1))
    late = timing(C, ends_on=end, completed_on=date(2017, 7, 1), day=date(2020, 1, 1))
    assert (on_time, late) == (Timing.COMPLETE_ON_TIME, Timing.COMPLETE_LATE)


@given(months, st.integers(-800, 800))
def test_only_what_has_not_started_and_has_time_is_shown_as_not_yet_due(end: PlanDate, days: int) -> None:
    day = end.last_day + timedelta(days=days)
    assert (display_state(N, ends_on=end, day=day) is DisplayState.NOT_YET_DUE) == (days <= 0)
    for level in (I, S, C):
        assert display_state(level, ends_on=end, day=day).value == level.value
