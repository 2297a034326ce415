"""Whether what a goal refers to is on record, and whether it would wait for itself."""

from typing import Final

from commitments.checks import repeated, unknown_goal
from commitments.goal import store
from commitments.goal.aggregate import Goal
from commitments.goal.errors import GoalRefused
from commitments.plan.aggregate import Plan
from commitments.plan.languages import foreign_in
from constancia_bus.transaction import Transaction
from constancia_events.defects import CYCLE
from constancia_events.dependencies import cycle_of
from constancia_runtime.errors import Fault

_AT: Final = "/depends_on"


async def check_goal(tx: Transaction, plan: Plan, wanted: Goal, before: Goal | None) -> None:
    """Raise GoalRefused with every fault; `before` is what stands on record.

    The plan's row is held, so that no two writers close a circle together.
    """
    place = (wanted.key.commitment, wanted.key.goal)
    asked = [(goal.commitment, goal.goal) for goal in wanted.depends_on]
    waits = await store.waits(tx.connection, wanted.key.plan)
    faults = [
        *foreign_in(plan.languages, wanted.text(), before.text() if before else None),
        *repeated("/subgoals", "number", [part.number for part in wanted.subgoals]),
        *repeated(_AT, "goal", [f"{commitment}.{goal}" for commitment, goal in asked]),
    ]
    for n, (commitment, goal) in enumerate(asked):
        if (commitment, goal) not in waits and (commitment, goal) != place:
            faults.append(unknown_goal(f"{_AT}/{n}", commitment, goal))
    if circle := cycle_of(waits | {place: set(asked)}):
        shown = " → ".join(f"{commitment}.{goal}" for commitment, goal in circle)
        faults.append(Fault(message=CYCLE, values={"value": shown}, code="cycle", pointer=_AT))
    if faults:
        raise GoalRefused(faults=tuple(faults))
