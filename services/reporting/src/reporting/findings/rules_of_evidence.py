"""Rules about proof and figures: what is said without proof, one proof for many, figures that differ. Pure."""

from collections import defaultdict
from collections.abc import Iterator

from constancia_events.indicators import disagreements
from constancia_events.vocabulary import Level
from reporting.findings.facts import History, Use, run_start
from reporting.findings.finding import Finding, Rule, found_at, goals_of


def complete_without_evidence(history: History) -> Iterator[Finding]:
    """`{level, stated_on}`: a goal is complete, and neither it nor a subgoal of it cites anything."""
    return _without_evidence(history, Level.COMPLETE, Rule.COMPLETE_WITHOUT_EVIDENCE)


def substantial_without_evidence(history: History) -> Iterator[Finding]:
    """`{level, stated_on}`: a goal is substantial, and neither it nor a subgoal of it cites anything."""
    return _without_evidence(history, Level.SUBSTANTIAL, Rule.SUBSTANTIAL_WITHOUT_EVIDENCE)


def _without_evidence(history: History, level: Level, rule: Rule) -> Iterator[Finding]:
    proven = {(use.commitment, use.goal) for use in history.uses}
    for _, place in goals_of(history):
        if place in proven or history.level_of(place) is not level:
            continue
        stated_on = run_start(history.goal_statements(place), lambda one: one is level) or history.beginning
        since = max(stated_on, history.withdrawn_on.get(place, stated_on))
        facts = {"level": level.value, "stated_on": stated_on.isoformat()}
        yield found_at((*place, None), rule, facts, since)


def evidence_shared(history: History) -> Iterator[Finding]:
    """`{url, cited_by: [{commitment, goal, subgoal}]}`: one address is cited by more than one goal.

    `since` is null: nobody printed since when an address has been cited.
    """
    by_url: dict[str, list[Use]] = defaultdict(list)
    for use in history.uses:
        by_url[use.url].append(use)
    for url, uses in by_url.items():
        goals = sorted({(use.commitment, use.goal) for use in uses})
        if len(goals) == 1:
            continue
        commitments = {commitment for commitment, _ in goals}
        places = sorted({(use.commitment, use.goal, use.subgoal) for use in uses}, key=lambda p: (*p[:2], p[2] or 0))
        cited_by = [{"commitment": c, "goal": g, "subgoal": s} for c, g, s in places]
        yield Finding(
            rule=Rule.EVIDENCE_SHARED,
            commitment=commitments.pop() if len(commitments) == 1 else None,
            facts={"url": url, "cited_by": cited_by},
            since=None,
        )


def figures_disagree(history: History) -> Iterator[Finding]:
    """`{indicator, label, unit, as_of, values, statements: [{value, where, lines}]}`: one date, several values."""
    for indicator in history.indicators:
        for found in disagreements(indicator.statements):
            differing = next(one for one in found.statements if one.value != found.statements[0].value)
            yield Finding(
                rule=Rule.FIGURES_DISAGREE,
                commitment=indicator.commitment,
                goal=indicator.goal,
                facts={
                    "indicator": indicator.key,
                    "label": indicator.label,
                    "unit": indicator.unit,
                    "as_of": None if found.as_of is None else str(found.as_of),
                    "values": list(found.values),
                    "statements": [
                        {"value": one.value, "where": one.where, "lines": list(one.lines)} for one in found.statements
                    ],
                },
                since=differing.effective_on,
            )
