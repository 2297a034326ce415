"""The point of contact changes a goal: freely before the plan is adopted, with a reason after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import commitments.amendment.store as amendment_store
import commitments.plan.store as plan_store
from commitments.amendment.aggregate import ChangeKind, text_changed
from commitments.goal import store
from commitments.goal.aggregate import Goal
from commitments.goal.commands.checks import check_goal
from commitments.goal.errors import SubgoalsMissing
from commitments.plan.life import check_change, is_binding
from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendGoal:
    """`changes` are members of the aggregate by name; those that are not in it stay."""

    goal: GoalKey
    changes: Mapping[str, Any]
    reason: dict[str, str] | None
    institution: str | None
    expected: Expectation


async def amend_goal(tx: Transaction, command: AmendGoal) -> Goal:
    """Change a goal and keep what it said; what changes nothing says nothing.

    Raises PlanNotFound, GoalNotFound, PlanClosed, ReasonNeeded, SubgoalsMissing, GoalRefused, or STALE.
    """
    plan = await plan_store.hold(tx, command.goal.plan)
    before = await store.hold(tx, command.goal, command.expected)
    defined = replace(before, **command.changes).define(before, now=tx.now, reason=command.reason)
    if defined is None:
        return before
    after, event = defined
    check_change(plan.state, command.reason)
    missing = {part.number for part in before.subgoals} - {part.number for part in after.subgoals}
    if missing and is_binding(plan.state):
        key = after.key
        raise SubgoalsMissing(missing=", ".join(f"{key.commitment}.{key.goal}.{n}" for n in sorted(missing)))
    await check_goal(tx, plan, after, before)
    await store.save(tx, after, before)
    change = text_changed(
        ChangeKind.GOAL,
        commitment=after.key.commitment,
        goal=after.key.goal,
        version=after.version,
        before=before.text(),
        after=after.text(),
        reason=command.reason,
    )
    await amendment_store.add(tx, plan.id, [change], institution=command.institution)
    tx.record(event, stream=after.key.stream, version=after.version)
    return after
