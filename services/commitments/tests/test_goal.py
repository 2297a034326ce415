import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.goal.aggregate import Account, Goal, Report, Subgoal
from commitments.goal.errors import EvidenceRequired, LevelFalls, NotTheLead, ReportedInFuture, SubgoalNotFound
from commitments.goal.references import faults_of_references, keys_in
from constancia_events.commitments import ProgressReported
from constancia_events.dates import PlanDate
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level, PlanState

GUATEMALA = ZoneInfo("America/Guatemala")
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)  # still the 23rd in Guatemala
LEADS = frozenset({"MINFIN"})
WHY = {"es": "Se revisó"}
RANK = list(Level)


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
    reason: dict[str, str] | None = None,
    proven: bool = True,
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
        account=Account(reason=reason),
        proven=proven,
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


_STEPS = st.tuples(st.sampled_from(Level), st.integers(0, 3), st.sampled_from([None, 1]), st.sampled_from([None, WHY]))


@given(st.lists(_STEPS, max_size=20))
def test_the_state_is_the_fold_of_its_events(
    said: list[tuple[Level, int, int | None, dict[str, str] | None]],
) -> None:
    goal = a_goal()
    events: list[ProgressReported] = []
    for n, (level, days_ago, subgoal, reason) in enumerate(said):
        now = NOW + timedelta(minutes=n)
        day = date(2026, 11, 23) - timedelta(days=days_ago)
        try:
            goal, event = reported(goal, level, on=day, subgoal=subgoal, now=now, reason=reason)
        except LevelFalls:
            assert reason is None
            continue
        held = newest([e for e in events if e.subgoal == subgoal and e.effective_at <= event.effective_at])
        assert reason or held is None or RANK.index(held.level) <= RANK.index(level), "it fell and nobody said why"
        events.append(event)
    for subgoal in (None, 1):
        report = goal.report_of(subgoal)
        expected = newest([event for event in events if event.subgoal == subgoal])
        assert (report and (report.level, report.n)) == (expected and (expected.level, expected.n))
    assert [event.n for event in events] == list(range(1, len(events) + 1))
    assert (goal.version, goal.said) == (1 + len(events), len(events))


def newest(events: list[ProgressReported]) -> ProgressReported | None:
    """What an independent reader takes to hold: the latest instant, and of several the last said."""
    held: ProgressReported | None = None
    for event in events:
        if held is None or event.effective_at >= held.effective_at:
            held = event
    return held


def test_a_level_falls_only_with_a_reason_and_says_from_which() -> None:
    goal, _ = reported(a_goal(), Level.COMPLETE, on=date(2017, 9, 29))
    with pytest.raises(LevelFalls, match="from complete to initiated") as refused:
        reported(goal, Level.INITIATED)
    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]
    _, event = reported(goal, Level.INITIATED, reason=WHY)
    assert event.reason == WHY
    reported(goal, Level.INITIATED, on=date(2017, 9, 28))  # nothing held yet on that day
    with pytest.raises(LevelFalls):
        reported(goal, Level.SUBSTANTIAL, on=date(2017, 9, 30))
    reported(goal, Level.INITIATED, subgoal=1)  # another part


def test_complete_waits_for_proof_where_the_plan_enforces_it() -> None:
    with pytest.raises(EvidenceRequired, match="goals/1/evidence"):
        reported(a_goal(), Level.COMPLETE, proven=False)
    reported(a_goal(), Level.SUBSTANTIAL, proven=False)


def test_a_report_has_a_number_and_says_who_made_it() -> None:
    goal, first = reported(a_goal(), Level.INITIATED)
    _, second = reported(goal, Level.COMPLETE)
    assert [(e.n, e.institution) for e in (first, second)] == [(1, "MINFIN"), (2, "MINFIN")]


@pytest.mark.parametrize(
    "text",
    ["{{ indicators.goals }}", "{{indicators.goals}} y {{ indicators.goals }}", "{ x }", "{{{ indicators.goals }}}"],
)
def test_a_narrative_may_insert_an_indicator(text: str) -> None:
    assert list(faults_of_references({"es": text}, {"goals"}, at="/narrative")) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ goals }}",
        "{{ indicators.Goals }}",
        "{{ indicators.goals",
        "indicators.goals }}",
        "{{ 1 + 1 }}",
        "{{}}",
        "}}{{",
    ],
)
def test_other_double_braces_are_refused_with_what_would_be_right(text: str) -> None:
    [fault] = faults_of_references({"es": text}, {"goals"}, at="/narrative")
    assert fault.pointer == "/narrative/es"
    assert "{{ indicators." in fault.message.format(**fault.values)


def test_an_unknown_indicator_is_named_at_its_language() -> None:
    texts = {"es": "nada", "en": "{{ indicators.none }} of {{ indicators.goals }}"}
    [fault] = faults_of_references(texts, {"goals"}, at="/narrative")
    assert (fault.pointer, fault.values["value"]) == ("/narrative/en", "none")
    assert keys_in(texts) == {"none", "goals"}


@given(st.text(alphabet="{} .aindctors_1\n", max_size=60))
def test_what_is_accepted_has_no_double_brace_but_in_references(text: str) -> None:
    faults = list(faults_of_references({"es": text}, keys_in({"es": text}), at=""))
    bare = text
    for key in keys_in({"es": text}):
        bare = re.sub(r"\{\{\s*indicators\." + key + r"\s*\}\}", " ", bare, flags=re.ASCII)
    assert bool(faults) == ("{{" in bare or "}}" in bare)


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
    assert first[0].state_once(replace(stated, account=Account(narrative=WHY))) is not None


def test_a_corrected_file_of_the_same_day_is_no_fall_and_a_later_one_is() -> None:
    day = datetime(2017, 9, 29, 6, tzinfo=UTC)
    stated = Report(
        subgoal=None,
        level=Level.COMPLETE,
        effective_on=date(2017, 9, 29),
        effective_at=day,
        stated_at=NOW,
        stated_by="file",
    )
    goal, _ = a_goal().state(stated)
    lower = replace(stated, level=Level.INITIATED)
    assert goal.fall_of(lower) is None
    assert goal.fall_of(replace(lower, effective_at=day + timedelta(days=1))) is Level.COMPLETE
    agency, _ = goal.state(replace(stated, institution="MINFIN"))
    assert agency.fall_of(lower) is Level.COMPLETE, "a file does not unsay an agency silently"
