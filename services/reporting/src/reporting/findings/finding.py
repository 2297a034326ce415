"""What a finding is, and how rules walk over a plan. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from constancia_events.commitments import GoalDefined
from constancia_events.dates import PlanDate
from reporting.findings.facts import GoalPlace, History


class Rule(StrEnum):
    """Which rule noticed it; ids never change."""

    LEVEL_DIFFERS = "level-differs"
    OVERDUE = "overdue"
    SUBGOAL_OVERDUE = "subgoal-overdue"
    ENDS_AFTER_PLAN = "ends-after-plan"
    ENDS_BEFORE_START = "ends-before-start"
    OUTSIDE_PARENT = "outside-parent"
    DATES_DISAGREE = "dates-disagree"
    COMPLETE_WITHOUT_EVIDENCE = "complete-without-evidence"
    SUBSTANTIAL_WITHOUT_EVIDENCE = "substantial-without-evidence"
    EVIDENCE_SHARED = "evidence-shared"
    EVIDENCE_DEAD = "evidence-dead"
    URL_MALFORMED = "url-malformed"
    URL_SHORTENED = "url-shortened"
    URL_NOT_PUBLIC = "url-not-public"
    URL_INSECURE = "url-insecure"
    FORMAT_CLOSED = "format-closed"
    STALE = "stale"
    FIGURES_DISAGREE = "figures-disagree"
    BLOCKED = "blocked"
    WINDOW_TOO_SHORT = "window-too-short"
    COMMENT_UNANSWERED = "comment-unanswered"
    MEETINGS_SPARSE = "meetings-sparse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something noticed; `commitment` is None where it is about the whole plan, or about several commitments."""

    rule: Rule
    commitment: int | None
    goal: int | None = None
    subgoal: int | None = None
    facts: dict[str, Any]
    since: date | None

    def is_about(self, commitment: int) -> bool:
        """Whether it is about a commitment, alone or among others."""
        cited = self.facts.get("cited_by", ())
        return self.commitment == commitment or any(one["commitment"] == commitment for one in cited)


AnyPlace = tuple[int, int | None, int | None]
"""Commitment, goal or None for the whole commitment, subgoal or None for the whole goal."""


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of a commitment, goal or subgoal."""

    starts_on: PlanDate
    ends_on: PlanDate


def goals_of(history: History) -> Iterator[tuple[GoalDefined, GoalPlace]]:
    """Every goal with its place."""
    for goal in history.record.goals:
        yield goal, (goal.goal.commitment, goal.goal.goal)


def dated_parts(history: History) -> Iterator[tuple[AnyPlace, Dated, date]]:
    """Everything that has dates, and since when it has those."""
    for commitment in history.record.commitments:
        number = commitment.commitment.commitment
        since = history.commitment_dates_since.get(number, history.beginning)
        yield (number, None, None), Dated(commitment.starts_on, commitment.ends_on), since
    for goal, place in goals_of(history):
        since = history.dates_since.get(place, history.beginning)
        yield (*place, None), Dated(goal.starts_on, goal.ends_on), since
        for part in goal.subgoals:
            yield (*place, part.number), Dated(part.starts_on, part.ends_on), since


def found_at(place: AnyPlace, rule: Rule, facts: dict[str, Any], since: date) -> Finding:
    """What was found at one place of the plan."""
    commitment, goal, subgoal = place
    return Finding(rule=rule, commitment=commitment, goal=goal, subgoal=subgoal, facts=facts, since=since)
