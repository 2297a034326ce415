"""Computes compliance from the facts: the only place where these figures are made. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from constancia_events.commitments import CommitmentDefined, GoalDefined
from constancia_events.timing import display_state, timing
from constancia_events.vocabulary import DisplayState, Level
from reporting.compliance.facts import Facts, LevelFact
from reporting.compliance.rules import roll_up
from reporting.compliance.schemas import (
    CommitmentFigures,
    CommitmentItem,
    Compliance,
    GoalFigures,
    GoalItem,
    InstitutionFigures,
    LevelFigures,
    Policy,
    ThemeFigures,
)

E = TypeVar("E", bound=StrEnum)


def compliance_of(facts: Facts, *, as_of: str, day: date) -> Compliance:
    """The compliance of a plan; `day` is the day of `as_of` in the plan's zone."""
    items = [_item(facts, commitment, day) for commitment in facts.commitments]
    return Compliance(
        plan=facts.plan.plan,
        title=facts.plan.title,
        time_zone=facts.plan.time_zone,
        as_of=as_of,
        policy=Policy(name=facts.plan.policy.name, version=facts.plan.policy.version),
        goals=_goal_figures(items),
        commitments=_commitment_figures(items),
        themes=[
            ThemeFigures(
                number=theme.number,
                title=theme.title,
                goals=_goal_figures(of_theme),
                commitments=_commitment_figures(of_theme),
            )
            for theme in facts.plan.themes
            for of_theme in [[item for item in items if item.theme == theme.number]]
        ],
        institutions=[
            InstitutionFigures(
                acronym=acronym,
                name=facts.institutions[acronym].name if acronym in facts.institutions else {"es": acronym},
                goals=_goal_figures(led),
                commitments=_commitment_figures(led),
            )
            for acronym in sorted({lead for item in items for lead in item.leads})
            for led in [[item for item in items if acronym in item.leads]]
        ],
        items=items,
        version=facts.version,
    )


def _item(facts: Facts, commitment: CommitmentDefined, day: date) -> CommitmentItem:
    number = commitment.commitment.commitment
    goals = [_goal(goal, facts.levels.get((number, goal.goal.goal)), day) for goal in facts.goals_of(number)]
    declared = facts.declared.get(number)
    return CommitmentItem(
        number=number,
        ogp_id=commitment.ogp_id,
        theme=commitment.theme,
        title=commitment.title,
        leads=[lead.institution for lead in commitment.leads],
        declared=declared.level if declared else None,
        rolled_up=roll_up(facts.plan.policy.name, [goal.level for goal in goals]),
        goals=goals,
    )


def _goal(goal: GoalDefined, fact: LevelFact | None, day: date) -> GoalItem:
    level = fact.level if fact else Level.NOT_STARTED
    completed_on = fact.completed_on if fact else None
    return GoalItem(
        number=goal.goal.goal,
        title=goal.title,
        starts_on=str(goal.starts_on),
        ends_on=str(goal.ends_on),
        level=level,
        display_state=display_state(level, ends_on=goal.ends_on, day=day),
        timing=timing(level, ends_on=goal.ends_on, completed_on=completed_on, day=day),
        level_as_of=fact.effective_on.isoformat() if fact else None,
    )


def _goal_figures(items: Sequence[CommitmentItem]) -> GoalFigures:
    states = [goal.display_state for item in items for goal in item.goals]
    counts = _counts(DisplayState, states)
    return GoalFigures(total=len(states), counts=counts, percent=_percent(counts, len(states)))


def _commitment_figures(items: Sequence[CommitmentItem]) -> CommitmentFigures:
    declared = [item.declared for item in items if item.declared is not None]
    return CommitmentFigures(
        declared=_level_figures(declared, len(items)),
        rolled_up=_level_figures([item.rolled_up for item in items], len(items)),
    )


def _level_figures(levels: Sequence[Level], total: int) -> LevelFigures:
    counts = _counts(Level, levels)
    return LevelFigures(total=total, counts=counts, percent=_percent(counts, total))


def _counts(keys: type[E], values: Sequence[E]) -> dict[E, int]:
    return {key: values.count(key) for key in keys}


def _percent(counts: dict[E, int], total: int) -> dict[E, float]:
    return {key: share_of(count, total) for key, count in counts.items()}


def share_of(count: int, total: int) -> float:
    """A percentage with two decimals, halves rounded up as people do; zero where there is nothing."""
    return float((Decimal(100 * count) / total).quantize(Decimal("0.01"), ROUND_HALF_UP)) if total else 0.0
