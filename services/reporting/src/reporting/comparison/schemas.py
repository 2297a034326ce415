"""The body of `GET /v1/plans/{plan}/comparison`."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.texts import TextMap
from constancia_events.vocabulary import DisplayState, Level
from reporting.comparison.comparing import Comparison


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StateCount(_Out):
    """Goals of one state."""

    before: int
    after: int
    difference: int


class MovedGoal(_Out):
    """A goal whose state differs."""

    commitment: int
    goal: int
    title: TextMap
    before: DisplayState | None = Field(description="Null where it was not in the plan yet.")
    after: DisplayState | None = Field(description="Null where it is in the plan no more.")


class MovedCommitment(_Out):
    """A commitment of which a level differs."""

    commitment: int
    title: TextMap
    declared_before: Level | None
    declared_after: Level | None
    rolled_up_before: Level | None
    rolled_up_after: Level | None


class PlanComparison(_Out):
    """What changed in a plan between two moments."""

    plan: str
    since: str = Field(description="The day or instant that was asked for first.")
    as_of: str = Field(description="The other one, or today.")
    goals: dict[DisplayState, StateCount] = Field(description="By state, every state.")
    moved: list[MovedGoal]
    commitments: list[MovedCommitment]
    version: dict[str, int] = Field(description="Position of each service's log that both were computed from.")

    @classmethod
    def of(cls, found: Comparison) -> Self:
        """The comparison, whole."""
        return cls(
            plan=found.after.plan,
            since=found.before.as_of,
            as_of=found.after.as_of,
            goals={
                state: StateCount(before=was, after=now, difference=now - was)
                for state, (was, now) in found.counts.items()
            },
            moved=[
                MovedGoal(commitment=one.commitment, goal=one.goal, title=one.title, before=one.before, after=one.after)
                for one in found.goals
            ],
            commitments=[
                MovedCommitment(
                    commitment=one.commitment,
                    title=one.title,
                    declared_before=one.declared[0],
                    declared_after=one.declared[1],
                    rolled_up_before=one.rolled_up[0],
                    rolled_up_after=one.rolled_up[1],
                )
                for one in found.commitments
            ],
            version=found.after.version,
        )
