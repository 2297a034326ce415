from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.goal.aggregate import Goal, Report, Subgoal
from commitments.goal.errors import NotTheLead, ReportedInFuture, SubgoalNotFound
from constancia_events.commitments import ProgressReported
from constancia_events.dates import PlanDate
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level, PlanState

GUATEMALA = ZoneInfo("America/Guatemala")
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)  # still the 23rd in Guatemala
LEADS = frozenset({"MINFIN"})


def a_goal() -> Goal:
    part = Subgoal(number=1, title={"es": "Parte"}, starts_on=PlanDate("2017-01"), ends_on=PlanDate("2017-03"))
    return Goal(
        key=GoalKey.of("gt-2016-2018", 17, 1),
        title={"es": "Meta"},
        starts_on=PlanDate("2017-01"),
        ends_on=PlanDate("2017-06"),
        template_starts_on=None,
        template_ends_on=None,
        subgoals=(part,),
        version=1,
    )


def reported(
    goal: Goal,
    level: Level,
    *,
    on: date | None = None,
    by: str | None = "MINFIN",
    subgoal: int | None = None,
    now: datetime = NOW,
) -> tuple[Goal, ProgressReported]:
    return goal.report_progress(
        level,
        by="minfin-1",
        leads=LEADS,
        plan_state=PlanState.IN_IMPLEMENTATION,
        institution=by,
        subgoal=subgoal,
        reported_on=on,
        zone=GUATEMALA,
        now=now,
    )


@pytest.mark.parametrize("stranger", ["INAP", None, "", "minfin"])
def test_only_a_lead_may_report(stranger: str | None) -> None:
    with pytest.raises(NotTheLead):
        reported(a_goal(), Level.COMPLETE, by=stranger)


def test_today_is_the_plans_today() -> None:
    after, event = reported(a_goal(), Level.COMPLETE)
    assert event.effective_on == date(2026, 11, 23)
    assert event.effective_at == NOW
    assert after.version == 2
    with pytest.raises(ReportedInFuture):
        reported(a_goal(), Level.COMPLETE, on=date(2026, 11, 24))


def test_a_past_day_counts_from_its_beginning_in_the_plans_zone() -> None:
    _, event = reported(a_goal(), Level.COMPLETE, on=date(2017, 9, 29))
    assert event.effective_at == datetime(2017, 9, 29, 6, tzinfo=UTC)


def test_a_report_about_the_past_does_not_unsay_what_is_newer() -> None:
    goal, _ = reported(a_goal(), Level.COMPLETE)
    goal, _ = reported(goal, Level.INITIATED, on=date(2017, 1, 1))
    present = goal.report_of(None)
    assert present is not None
    assert present.level is Level.COMPLETE
    assert len(goal.reports) == 2


def test_a_subgoal_has_its_own_level() -> None:
    goal, event = reported(a_goal(), Level.COMPLETE, subgoal=1)
    assert event.subgoal == 1
    assert goal.report_of(None) is None
    with pytest.raises(SubgoalNotFound):
        reported(goal, Level.COMPLETE, subgoal=2)


def test_a_description_that_says_the_same_is_no_event() -> None:
    first, event = a_goal().define(None, now=NOW) or pytest.fail("a new goal says an event")
    assert (first.version, event.effective_at) == (1, None)
    assert a_goal().define(first, now=NOW) is None
    changed = replace(a_goal(), title={"es": "Otra"}).define(first, now=NOW)
    assert changed is not None
    assert (changed[0].version, changed[1].effective_at) == (2, NOW)


@given(st.lists(st.tuples(st.sampled_from(Level), st.integers(0, 3000), st.sampled_from([None, 1])), max_size=20))
def test_the_state_is_the_fold_of_its_events(said: list[tuple[Level, int, int | None]]) -> None:
    goal = a_goal()
    folded: dict[int | None, tuple[datetime, Level]] = {}
    for n, (level, days_ago, subgoal) in enumerate(said):
        now = NOW + timedelta(minutes=n)
        goal, event = reported(goal, level, on=date(2026, 11, 23) - timedelta(days=days_ago), subgoal=subgoal, now=now)
        kept = folded.get(event.subgoal)
        if kept is None or event.effective_at >= kept[0]:
            folded[event.subgoal] = (event.effective_at, event.level)
    for subgoal in (None, 1):
        report = goal.report_of(subgoal)
        expected = folded.get(subgoal)
        assert (report and report.level) == (expected and expected[1])
    assert goal.version == 1 + len(said)


def test_a_file_states_a_level_of_a_day_once() -> None:
    stated = Report(
        subgoal=None,
        level=Level.INITIATED,
        effective_on=date(2017, 9, 29),
        effective_at=datetime(2017, 9, 29, 6, tzinfo=UTC),
        stated_at=NOW,
        stated_by="file",
    )
    first = a_goal().state_once(stated)
    assert first is not None
    assert first[0].state_once(stated) is None
    assert first[0].state_once(replace(stated, level=Level.COMPLETE)) is not None
