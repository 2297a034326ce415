"""Rules about the dates of a plan: what ends too late, before it starts, or is printed twice. Pure."""

from collections.abc import Iterator

from reporting.findings.facts import History
from reporting.findings.finding import Finding, Rule, dated_parts, found_at, goals_of


def ends_after_plan(history: History) -> Iterator[Finding]:
    """`{ends_on, plan_ends_on}`: a commitment, goal or subgoal that ends after its plan."""
    end = history.record.plan.ends_on
    for place, dated, since in dated_parts(history):
        if dated.ends_on.last_day > end:
            facts = {"ends_on": str(dated.ends_on), "plan_ends_on": end.isoformat()}
            yield found_at(place, Rule.ENDS_AFTER_PLAN, facts, max(since, history.plan_dates_since or since))


def ends_before_start(history: History) -> Iterator[Finding]:
    """`{starts_on, ends_on}`: a commitment, goal or subgoal that ends before it starts."""
    for place, dated, since in dated_parts(history):
        if dated.ends_on.last_day < dated.starts_on.first_day:
            facts = {"starts_on": str(dated.starts_on), "ends_on": str(dated.ends_on)}
            yield found_at(place, Rule.ENDS_BEFORE_START, facts, since)


def outside_parent(history: History) -> Iterator[Finding]:
    """`{starts_on, ends_on, goal_starts_on, goal_ends_on}`: the dates of a subgoal leave those of its goal."""
    for goal, place in goals_of(history):
        for part in goal.subgoals:
            begins_before = part.starts_on.first_day < goal.starts_on.first_day
            if begins_before or part.ends_on.last_day > goal.ends_on.last_day:
                facts = {
                    "starts_on": str(part.starts_on),
                    "ends_on": str(part.ends_on),
                    "goal_starts_on": str(goal.starts_on),
                    "goal_ends_on": str(goal.ends_on),
                }
                since = history.dates_since.get(place, history.beginning)
                yield found_at((*place, part.number), Rule.OUTSIDE_PARENT, facts, since)


def dates_disagree(history: History) -> Iterator[Finding]:
    """`{starts_on, ends_on, template_starts_on, template_ends_on}`: plan and national template say other dates.

    A date of the template is null where it says the same.
    """
    for goal, place in goals_of(history):
        starts = goal.template_starts_on if goal.template_starts_on != goal.starts_on else None
        ends = goal.template_ends_on if goal.template_ends_on != goal.ends_on else None
        if starts is not None or ends is not None:
            facts = {
                "starts_on": str(goal.starts_on),
                "ends_on": str(goal.ends_on),
                "template_starts_on": None if starts is None else str(starts),
                "template_ends_on": None if ends is None else str(ends),
            }
            since = history.dates_since.get(place, history.beginning)
            yield found_at((*place, None), Rule.DATES_DISAGREE, facts, since)
