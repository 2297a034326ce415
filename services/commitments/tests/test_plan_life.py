"""The life of a plan, as a table: what follows what, and what each state allows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.plan.aggregate import Plan, Readiness
from commitments.plan.errors import (
    PlanClosed,
    PlanNotBegun,
    PlanNotInImplementation,
    PlanNotReady,
    PlanRefused,
    ReasonNeeded,
    StateCannotFollow,
    TransitionBeforeLast,
    TransitionInFuture,
)
from commitments.plan.life import check_change, check_report, entry, is_binding
from constancia_events.vocabulary import PlanState, RollUpPolicy

D, C, A, I, X = PlanState  # noqa: E741 - draft, in consultation, adopted, in implementation, closed
NOW = datetime(2017, 3, 2, 3, tzinfo=UTC)  # still the first in Guatemala
WHY = {"es": "Porque sí"}
READY = {1: Readiness(has_lead=True, has_goal=True)}
FOLLOWS = {(D, C), (C, A), (C, D), (A, I), (I, X), (X, I)}
BACK = {(C, D), (X, I)}


def a_plan(state: PlanState = D) -> Plan:
    return Plan(
        id="gt-2016-2018",
        country="GT",
        ordinal=3,
        title={"es": "Plan"},
        starts_on=date(2016, 6, 30),
        ends_on=date(2018, 6, 30),
        adopted_on=None,
        languages=("es",),
        time_zone="America/Guatemala",
        policy=RollUpPolicy.MAJORITY,
        policy_version=1,
        themes=(),
        state=state,
        version=4,
    )


def step(
    plan: Plan,
    to: PlanState,
    *,
    reason: dict[str, str] | None = WHY,
    on: date | None = None,
    since: date | None = None,
    ready: dict[int, Readiness] = READY,
) -> Plan:
    after, made, event = plan.change_state(to, reason=reason, on=on, since=since, commitments=ready, now=NOW)
    assert (event.state, event.before, event.effective_on) == (made.state, plan.state, made.effective_on)
    assert after.version == plan.version + 1
    return after


@pytest.mark.parametrize(("state", "to"), list(product(PlanState, PlanState)))
def test_only_these_states_follow_each_other(state: PlanState, to: PlanState) -> None:
    if (state, to) in FOLLOWS:
        assert step(a_plan(state), to).state is to
        return
    with pytest.raises(StateCannotFollow) as refused:
        step(a_plan(state), to)
    assert {PlanState(name) for name in refused.value.values["next"].split(", ")} == {
        b for a, b in FOLLOWS if a is state
    }


@pytest.mark.parametrize(("state", "to"), sorted(BACK))
def test_a_step_back_says_why(state: PlanState, to: PlanState) -> None:
    with pytest.raises(ReasonNeeded) as refused:
        step(a_plan(state), to, reason=None)
    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]


@pytest.mark.parametrize("state", PlanState)
def test_what_each_state_allows(state: PlanState) -> None:
    free, with_reason, reports = {D: (1, 1, 0), C: (1, 1, 0), A: (0, 1, 0), I: (0, 1, 1), X: (0, 0, 0)}[state]
    for allowed, reason in ((free, None), (with_reason, WHY)):
        if allowed:
            check_change(state, reason)
        else:
            with pytest.raises(PlanClosed if state is X else ReasonNeeded):
                check_change(state, reason)
    if reports:
        check_report(state)
    else:
        with pytest.raises(PlanNotInImplementation):
            check_report(state)
    assert is_binding(state) == (not free)


@pytest.mark.parametrize(
    ("ready", "told"),
    [
        ({}, 1),
        ({1: Readiness(has_lead=False, has_goal=True)}, 1),
        ({1: Readiness(has_lead=True, has_goal=True), 2: Readiness(has_lead=False, has_goal=False)}, 2),
    ],
)
def test_nothing_half_made_is_adopted(ready: dict[int, Readiness], told: int) -> None:
    with pytest.raises(PlanNotReady) as refused:
        step(a_plan(C), A, ready=ready)
    assert len(refused.value.faults) == told


def test_days_are_those_of_the_plans_zone() -> None:
    assert step(a_plan(C), A, on=date(2017, 3, 1)).state is A
    with pytest.raises(TransitionInFuture):
        step(a_plan(C), A, on=date(2017, 3, 2))
    with pytest.raises(TransitionBeforeLast):
        step(a_plan(C), A, on=date(2016, 3, 1), since=date(2016, 3, 2))
    with pytest.raises(PlanNotBegun):
        step(a_plan(A), I, on=date(2016, 6, 29))


def test_closing_early_says_why() -> None:
    with pytest.raises(ReasonNeeded):
        step(a_plan(I), X, reason=None)
    ended = replace(a_plan(I), ends_on=date(2017, 2, 28))
    assert step(ended, X, reason=None).state is X


def test_a_plan_that_ends_before_it_begins_is_refused_by_its_place() -> None:
    with pytest.raises(PlanRefused) as refused:
        replace(a_plan(), ends_on=date(2016, 6, 29)).define(None, now=NOW)
    assert [fault.pointer for fault in refused.value.faults] == ["/ends_on"]


days = st.dates(date(2010, 1, 1), date(2030, 1, 1))


@given(st.none() | days, days, st.integers(0, 1500), days)
def test_a_file_without_a_state_enters_a_plan_in_the_one_its_dates_tell(
    adopted_on: date | None, starts_on: date, length: int, today: date
) -> None:
    ends_on = starts_on + timedelta(days=length)
    state, day = entry(stated=None, adopted_on=adopted_on, starts_on=starts_on, ends_on=ends_on, today=today)
    assert day <= today
    if adopted_on is None or adopted_on > today:
        assert (state, day) == (D, today)
    elif starts_on > today:
        assert (state, day) == (A, adopted_on)
    else:
        assert (state, day) == (I, max(adopted_on, starts_on))
