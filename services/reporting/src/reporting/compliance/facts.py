"""What the record says of a plan as of an instant: the input of every figure."""

from dataclasses import dataclass
from datetime import date

from constancia_events.commitments import CommitmentDefined, GoalDefined, InstitutionRegistered, PlanDefined
from constancia_events.vocabulary import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFact:
    """A level that holds, the day it speaks of, and since which day it has been complete without a break."""

    level: Level
    effective_on: date
    completed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A plan with everything in it, in the order of its numbers; levels by number, absent where nobody stated one."""

    plan: PlanDefined
    commitments: tuple[CommitmentDefined, ...]
    goals: tuple[GoalDefined, ...]
    institutions: dict[str, InstitutionRegistered]
    declared: dict[int, LevelFact]
    levels: dict[tuple[int, int], LevelFact]
    version: dict[str, int]

    def goals_of(self, commitment: int) -> tuple[GoalDefined, ...]:
        """The goals of one commitment."""
        return tuple(goal for goal in self.goals if goal.goal.commitment == commitment)
