"""The point of contact enters a goal: freely before the plan is adopted, as an amendment after."""

from dataclasses import dataclass

import commitments.amendment.store as amendment_store
import commitments.commitment.store as commitment_store
import commitments.plan.store as plan_store
from commitments.amendment.aggregate import ChangeKind, text_changed
from commitments.goal import store
from commitments.goal.aggregate import Goal
from commitments.goal.commands.checks import check_goal
from commitments.goal.errors import GoalExists
from commitments.plan.life import check_change, is_binding
from constancia_bus.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterGoal:
    """`institution` is the one that enters it."""

    goal: Goal
    reason: dict[str, str] | None
    institution: str | None


async def enter_goal(tx: Transaction, command: EnterGoal) -> Goal:
    """Put a goal on record; one that an adopted plan gains holds from now, not from the beginning.

    Raises PlanNotFound, CommitmentNotFound, PlanClosed, ReasonNeeded, GoalExists, GoalRefused.
    """
    new = command.goal
    plan = await plan_store.hold(tx, new.key.plan)
    await commitment_store.hold(tx, new.key.parent)
    check_change(plan.state, command.reason)
    if new.key.goal in await store.known_numbers(tx.connection, new.key.parent):
        raise GoalExists(**new.key.model_dump())
    reason = command.reason if is_binding(plan.state) else None
    await check_goal(tx, plan, new, None)
    defined = new.define(None, now=tx.now, reason=reason)
    assert defined is not None  # noqa: S101 - what was not on record is new
    after, event = defined
    await store.save(tx, after, None)
    change = text_changed(
        ChangeKind.GOAL,
        commitment=after.key.commitment,
        goal=after.key.goal,
        version=after.version,
        before=None,
        after=after.text(),
        reason=reason,
    )
    await amendment_store.add(tx, plan.id, [change], institution=command.institution)
    held_from = tx.now if is_binding(plan.state) else None
    tx.record(event.model_copy(update={"effective_at": held_from}), stream=after.key.stream, version=after.version)
    return after
