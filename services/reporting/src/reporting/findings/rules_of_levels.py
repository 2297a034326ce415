"""Rules about levels and the time that passes: what differs, is late, stands still or waits. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from constancia_events.dates import PlanDate
from constancia_events.vocabulary import Level
from reporting.compliance.rules import roll_up
from reporting.findings.facts import GoalPlace, History, Stated, months_after, run_start
from reporting.findings.finding import Finding, Rule, found_at, goals_of

STALE_MONTHS = 6
_DAY = timedelta(days=1)


def level_differs(history: History) -> Iterator[Finding]:
    """`{declared, rolled_up, policy: {name, version}}`: the lead declares another level than the goals add up to."""
    policy = history.record.plan.policy
    for commitment in history.record.commitments:
        number = commitment.commitment.commitment
        declared = history.record.declared.get(number)
        goals = [goal.goal.goal for goal in history.record.goals_of(number)]
        rolled_up = roll_up(policy.name, [history.level_of((number, goal)) for goal in goals])
        if declared is None or declared.level is rolled_up:
            continue
        facts = {
            "declared": declared.level.value,
            "rolled_up": rolled_up.value,
            "policy": {"name": policy.name.value, "version": policy.version},
        }
        since = _differs_since(history, number, goals)
        yield Finding(rule=Rule.LEVEL_DIFFERS, commitment=number, facts=facts, since=since)


def _differs_since(history: History, commitment: int, goals: list[int]) -> date:
    """Since when the two levels have differed without a break; statements of one instant count together."""
    said: list[tuple[Stated, int | None]] = [(one, None) for one in history.declared.get(commitment, ())]
    said += [(one, goal) for goal in goals for one in history.goal_statements((commitment, goal))]
    said.sort(key=lambda pair: (pair[0].at, pair[0].position))
    levels = dict.fromkeys(goals, Level.NOT_STARTED)
    declared: Level | None = None
    since: date | None = None
    for at, (stated, goal) in enumerate(said):
        if goal is None:
            declared = stated.level
        else:
            levels[goal] = stated.level
        if at + 1 < len(said) and said[at + 1][0].at == stated.at:
            continue
        differs = declared is not None and declared is not roll_up(
            history.record.plan.policy.name, list(levels.values())
        )
        since = (since or stated.effective_on) if differs else None
    return since or history.beginning


def overdue(history: History) -> Iterator[Finding]:
    """`{ends_on, level}`: a goal past its end and not complete."""
    for goal, place in goals_of(history):
        level = history.level_of(place)
        if level is Level.COMPLETE or history.day <= goal.ends_on.last_day:
            continue
        since = _past(goal.ends_on, history.goal_statements(place))
        facts = {"ends_on": str(goal.ends_on), "level": level.value}
        yield Finding(rule=Rule.OVERDUE, commitment=place[0], goal=place[1], facts=facts, since=since)


def subgoal_overdue(history: History) -> Iterator[Finding]:
    """`{ends_on, level}`: a subgoal past its end and not complete; `level` is null where nobody stated one.

    One of which nobody has said anything is complete with its goal.
    """
    for goal, place in goals_of(history):
        for part in goal.subgoals:
            stated = history.levels.get((*place, part.number), ())
            level = stated[-1].level if stated else None
            is_complete = (level or history.level_of(place)) is Level.COMPLETE
            if is_complete or history.day <= part.ends_on.last_day:
                continue
            since = _past(part.ends_on, stated or history.goal_statements(place))
            facts = {"ends_on": str(part.ends_on), "level": level.value if level else None}
            yield Finding(
                rule=Rule.SUBGOAL_OVERDUE,
                commitment=place[0],
                goal=place[1],
                subgoal=part.number,
                facts=facts,
                since=since,
            )


def _past(ends_on: PlanDate, stated: tuple[Stated, ...]) -> date:
    """The first day on which something was past its end and not complete, up to now."""
    first = ends_on.last_day + _DAY
    fell = run_start(stated, lambda level: level is not Level.COMPLETE)
    return first if fell is None else max(first, fell)


def stale(history: History) -> Iterator[Finding]:
    """`{last_report, starts_on, level}`: nobody has reported on an open goal for six months.

    Open is a goal that has begun and is not complete, while its plan lasts. The six months count from the last
    report, and never from before the goal's start; `last_report` is null where nobody ever reported.
    """
    if history.is_closed or history.day > history.record.plan.ends_on:
        return
    for goal, place in goals_of(history):
        level = history.level_of(place)
        if level is Level.COMPLETE:
            continue
        parts = (None, *(part.number for part in goal.subgoals))
        reports = [one.effective_on for part in parts for one in history.levels.get((*place, part), ())]
        last = max(reports, default=None)
        begun = goal.starts_on.first_day
        since = months_after(max(last or begun, begun), STALE_MONTHS) + _DAY
        if history.day >= since:
            facts = {
                "last_report": last.isoformat() if last else None,
                "starts_on": str(goal.starts_on),
                "level": level.value,
            }
            yield found_at((*place, None), Rule.STALE, facts, since)


def blocked(history: History) -> Iterator[Finding]:
    """`{level, ends_on, waits_for: [{commitment, goal, level}]}`: begun or due before what it needs is complete."""
    for goal, place in goals_of(history):
        waits_for = [(one.commitment, one.goal) for one in goal.depends_on]
        unmet = [one for one in waits_for if history.level_of(one) is not Level.COMPLETE]
        level = history.level_of(place)
        is_due = history.day >= goal.ends_on.first_day
        if not unmet or (level is Level.NOT_STARTED and not is_due):
            continue
        begun = run_start(history.goal_statements(place), lambda one: one is not Level.NOT_STARTED)
        starts = [day for day in (begun, goal.ends_on.first_day if is_due else None) if day is not None]
        since = max([min(starts), *(_unmet_since(history, one) for one in unmet)])
        facts = {
            "level": level.value,
            "ends_on": str(goal.ends_on),
            "waits_for": [{"commitment": c, "goal": g, "level": history.level_of((c, g)).value} for c, g in unmet],
        }
        yield found_at((*place, None), Rule.BLOCKED, facts, since)


def _unmet_since(history: History, place: GoalPlace) -> date:
    fell = run_start(history.goal_statements(place), lambda level: level is not Level.COMPLETE)
    return fell or date.min
