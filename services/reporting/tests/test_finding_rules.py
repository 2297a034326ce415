"""The rules of findings alone: since when, and where they must stay silent."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constancia_events.commitments import CommitmentDefined, GoalDefined, PlanDefined
from constancia_events.dates import PlanDate
from constancia_events.vocabulary import Level
from constancia_web.tables import guarded
from reporting.compliance.facts import Facts, LevelFact
from reporting.findings.facts import History, Stated, Use, months_after
from reporting.findings.rules import Finding, Rule, findings_of
from reporting.findings.table import as_csv
from reporting.indicators.facts import IndicatorFact, StatementFact

PLAN = "gt-2016-2018"
ES = {"es": "Texto"}
Said = list[tuple[Level, date]]
N, I, S, C = Level.NOT_STARTED, Level.INITIATED, Level.SUBSTANTIAL, Level.COMPLETE  # noqa: E741 - as a table reads


def a_plan(**of: Any) -> PlanDefined:
    described = {
        "plan": PLAN,
        "country": "GT",
        "ordinal": 3,
        "title": ES,
        "starts_on": "2016-06-30",
        "ends_on": "2018-06-30",
        "adopted_on": None,
        "languages": ["es"],
        "time_zone": "America/Guatemala",
        "policy": {"name": "majority", "version": 1},
        "themes": [],
        "effective_at": None,
    }
    return PlanDefined.model_validate(described | of)


def a_goal(number: int, **of: Any) -> GoalDefined:
    described = {
        "goal": {"plan": PLAN, "commitment": 1, "goal": number},
        "title": ES,
        "starts_on": "2016-07",
        "ends_on": "2017-06",
        "template_starts_on": None,
        "template_ends_on": None,
        "subgoals": [],
        "effective_at": None,
    }
    return GoalDefined.model_validate(described | of)


def stated(said: Said, first: int) -> tuple[Stated, ...]:
    return tuple(
        Stated(level=level, effective_on=day, at=datetime(day.year, day.month, day.day, 6, tzinfo=UTC), position=at)
        for at, (level, day) in enumerate(said, start=first)
    )


def history(day: date, goals: list[GoalDefined], *, declared: Said | None = None, **of: Any) -> History:
    """One commitment with these goals; `levels` by goal, in the order in which they were stated."""
    said: dict[int, Said] = of.pop("levels", {})
    levels = {(1, goal, None): stated(some, 10 * goal) for goal, some in said.items()}
    commitment = CommitmentDefined.model_validate(
        {"commitment": {"plan": PLAN, "commitment": 1}, "ogp_id": None, "theme": 1, "title": ES, "leads": []}
        | {"starts_on": "2016-06-30", "ends_on": "2018-06-30", "fields": {}, "effective_at": None}
    )
    spoken = stated(declared or [], 1_000)
    record = Facts(
        plan=a_plan(),
        commitments=(commitment,),
        goals=tuple(goals),
        institutions={},
        declared={1: LevelFact(level=spoken[-1].level, effective_on=spoken[-1].effective_on)} if spoken else {},
        levels={
            place[:2]: LevelFact(level=some[-1].level, effective_on=some[-1].effective_on)
            for place, some in levels.items()
        },
        version={},
    )
    return History(record=record, day=day, levels=levels, declared={1: spoken}, **of)  # type: ignore[arg-type]  # of is Any


def found(rule: Rule, of: History) -> list[Finding]:
    return [one for one in findings_of(of) if one.rule is rule]


def test_a_goal_is_overdue_from_the_day_after_its_month_and_again_from_when_it_fell() -> None:
    assert found(Rule.OVERDUE, history(date(2017, 6, 30), [a_goal(1)])) == []
    [late] = found(Rule.OVERDUE, history(date(2017, 7, 1), [a_goal(1)]))
    assert (late.since, late.facts) == (date(2017, 7, 1), {"ends_on": "2017-06", "level": "not_started"})
    levels = {1: [(C, date(2017, 5, 1)), (I, date(2017, 9, 1))]}
    [fell] = found(Rule.OVERDUE, history(date(2017, 10, 1), [a_goal(1)], levels=levels))
    assert fell.since == date(2017, 9, 1)


def test_a_subgoal_of_which_nothing_was_said_is_complete_with_its_goal() -> None:
    goal = a_goal(1, subgoals=[{"number": 1, "title": ES, "starts_on": "2016-07", "ends_on": "2017-01"}])
    day = date(2017, 9, 1)
    assert found(Rule.SUBGOAL_OVERDUE, history(day, [goal], levels={1: [(C, day)]})) == []
    [silent] = found(Rule.SUBGOAL_OVERDUE, history(day, [goal], levels={1: [(I, day)]}))
    assert (silent.subgoal, silent.since, silent.facts["level"]) == (1, date(2017, 2, 1), None)


def test_levels_differ_from_the_statement_that_parted_them() -> None:
    levels = {1: [(C, date(2017, 1, 1)), (S, date(2017, 3, 1))]}
    [differs] = found(
        Rule.LEVEL_DIFFERS, history(date(2017, 4, 1), [a_goal(1)], declared=[(C, date(2017, 1, 1))], levels=levels)
    )
    assert differs.since == date(2017, 3, 1)
    assert (differs.facts["declared"], differs.facts["rolled_up"]) == ("complete", "substantial")
    agreed = history(date(2017, 2, 1), [a_goal(1)], declared=[(C, date(2017, 1, 1))], levels={1: levels[1][:1]})
    assert found(Rule.LEVEL_DIFFERS, agreed) == []


def test_proof_of_the_goal_or_of_a_subgoal_is_proof_and_withdrawing_it_counts_from_its_day() -> None:
    day, levels = date(2017, 9, 1), {1: [(I, date(2016, 9, 1)), (C, date(2017, 1, 1)), (C, date(2017, 5, 1))]}
    [bare] = found(Rule.COMPLETE_WITHOUT_EVIDENCE, history(day, [a_goal(1)], levels=levels))
    assert (bare.since, bare.facts) == (date(2017, 1, 1), {"level": "complete", "stated_on": "2017-01-01"})
    use = Use(url="https://a.gt/", commitment=1, goal=1, subgoal=2)
    assert found(Rule.COMPLETE_WITHOUT_EVIDENCE, history(day, [a_goal(1)], levels=levels, uses=(use,))) == []
    withdrawn = history(day, [a_goal(1)], levels=levels, withdrawn_on={(1, 1): date(2017, 7, 1)})
    assert found(Rule.COMPLETE_WITHOUT_EVIDENCE, withdrawn)[0].since == date(2017, 7, 1)
    assert found(Rule.SUBSTANTIAL_WITHOUT_EVIDENCE, withdrawn) == []


def test_a_goal_is_blocked_once_it_has_begun_or_is_due_and_what_it_needs_is_not_complete() -> None:
    goals = [a_goal(1), a_goal(2, depends_on=[{"commitment": 1, "goal": 1}])]
    assert found(Rule.BLOCKED, history(date(2017, 5, 31), goals)) == []
    [due] = found(Rule.BLOCKED, history(date(2017, 6, 1), goals))
    assert (due.goal, due.since) == (2, date(2017, 6, 1))
    assert due.facts["waits_for"] == [{"commitment": 1, "goal": 1, "level": "not_started"}]
    begun = {2: [(I, date(2016, 12, 1))]}
    assert found(Rule.BLOCKED, history(date(2017, 1, 1), goals, levels=begun))[0].since == date(2016, 12, 1)
    fell = begun | {1: [(C, date(2016, 11, 1)), (S, date(2017, 2, 1))]}
    assert found(Rule.BLOCKED, history(date(2017, 3, 1), goals, levels=fell))[0].since == date(2017, 2, 1)
    met = begun | {1: [(C, date(2016, 11, 1))]}
    assert found(Rule.BLOCKED, history(date(2017, 3, 1), goals, levels=met)) == []


def test_an_open_goal_is_stale_six_months_after_its_last_report_while_its_plan_lasts() -> None:
    goal, levels = a_goal(1, ends_on="2018-06"), {1: [(I, date(2016, 8, 31))]}
    assert found(Rule.STALE, history(date(2017, 2, 28), [goal], levels=levels)) == []
    [stale] = found(Rule.STALE, history(date(2017, 3, 1), [goal], levels=levels))
    assert (stale.since, stale.facts["last_report"]) == (date(2017, 3, 1), "2016-08-31")
    assert found(Rule.STALE, history(date(2017, 3, 1), [goal], levels=levels, is_closed=True)) == []
    assert found(Rule.STALE, history(date(2018, 7, 1), [goal], levels=levels)) == []


@pytest.mark.parametrize(
    ("dates", "rule"),
    [
        ({"ends_on": "2018-07"}, Rule.ENDS_AFTER_PLAN),
        ({"starts_on": "2017-07"}, Rule.ENDS_BEFORE_START),
        ({"template_ends_on": "2017-07"}, Rule.DATES_DISAGREE),
        (
            {"subgoals": [{"number": 1, "title": ES, "starts_on": "2016-06", "ends_on": "2017-06"}]},
            Rule.OUTSIDE_PARENT,
        ),
    ],
)
def test_dates_that_cannot_be_are_found_since_they_were_written(dates: dict[str, Any], rule: Rule) -> None:
    day, goals = date(2017, 1, 1), [a_goal(1, **dates)]
    assert [one.since for one in found(rule, history(day, goals))] == [date(2016, 6, 30)]
    amended = history(day, goals, dates_since={(1, 1): date(2016, 12, 1)})
    assert [one.since for one in found(rule, amended)] == [date(2016, 12, 1)]
    assert found(rule, history(date(2017, 1, 1), [a_goal(1, template_ends_on="2017-06")])) == []


def a_figure(*values: tuple[float, str | None, date]) -> IndicatorFact:
    statements = tuple(
        StatementFact(value=value, as_of=as_of and PlanDate(as_of), where="x", lines=(1,), effective_on=on)  # type: ignore[arg-type]  # None and PlanDate alone come out
        for value, as_of, on in values
    )
    return IndicatorFact(key="k", commitment=None, goal=None, label=ES, unit=ES, statements=statements)


def test_figures_disagree_for_one_date_and_those_of_no_date_are_of_one() -> None:
    early, late = date(2017, 1, 1), date(2017, 9, 1)
    differing = a_figure((1, None, early), (1, None, early), (2, None, late), (3, "2017-06", late))
    [one] = found(Rule.FIGURES_DISAGREE, history(late, [], indicators=(differing,)))
    assert (one.facts["as_of"], one.facts["values"], one.since) == (None, [1, 2], late)
    assert [s["value"] for s in one.facts["statements"]] == [1, 1, 2]
    agreed = a_figure((1, "2017-06", early), (2, "2017-07", early), (2, None, late))
    assert found(Rule.FIGURES_DISAGREE, history(late, [], indicators=(agreed,))) == []


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_later_is_never_in_another_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


@given(st.text())
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert guarded(text).endswith(text)


def test_a_table_ends_its_lines_as_rfc_4180_asks() -> None:
    one = Finding(rule=Rule.STALE, commitment=1, facts={"a": "=1"}, since=None)
    assert as_csv(PLAN, "2017-01-01", [one]).splitlines(keepends=True)[1] == (
        b'gt-2016-2018,2017-01-01,stale,1,,,,"{""a"": ""=1""}"\r\n'
    )
