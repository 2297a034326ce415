"""The commitments and goals of a plan file, with the levels that it states of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
from commitments.amendment.aggregate import ChangeKind
from commitments.commitment.aggregate import Commitment
from commitments.goal.aggregate import Account, Goal, Report
from commitments.imports import reading, statements
from commitments.imports.amending import Amending, takes_levels
from commitments.imports.errors import FileRefused, PromisesMissing
from commitments.imports.reading import Stated, StatedGoal
from constancia_bus.transaction import Transaction
from constancia_events.keys import CommitmentKey, GoalKey
from constancia_events.plan_file import PlanFile
from constancia_events.vocabulary import PlanState

T = TypeVar("T", Commitment, Goal)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """What every step here needs, and what it changes: written once all is known, a statement for many rows."""

    tx: Transaction
    amending: Amending
    said: reading.StatedBefore
    with_levels: bool
    commitments: list[tuple[Commitment, Commitment | None]] = field(default_factory=list)
    goals: list[tuple[Goal, Goal | None]] = field(default_factory=list)


async def define_commitments(  # noqa: PLR0913, PLR0917 - what the step before found out, each by its name
    tx: Transaction,
    file: PlanFile,
    state: PlanState,
    statement: reading.Statement,
    said: reading.StatedBefore,
    amending: Amending,
) -> None:
    """What was stated before of the same day is not stated again, whatever came since.

    Nor is a level that holds on that day by what is on record, unless all are stated anew.
    Raises PromisesMissing, FileRefused for levels that fall, PlanClosed, AmendmentNeedsReason.
    """
    commitments = await commitment_store.hold_all(tx, file.plan.id)
    goals = await goal_store.hold_all(tx, file.plan.id)
    stated = list(reading.commitments_of(file, statement))
    _refuse_missing(commitments, goals, stated)
    if takes_levels(state) and (faults := tuple(statements.falls(file, stated, goals, said.levels))):
        raise FileRefused(faults=faults, count=len(faults))
    taking = _Taking(tx=tx, amending=amending, said=said, with_levels=takes_levels(state))
    levels = 0
    for c, one in enumerate(stated):
        levels += _define_commitment(taking, f"/commitments/{c}", one, commitments.get(one.commitment.key))
        for g, goal in enumerate(one.goals):
            levels += _define_goal(taking, f"/commitments/{c}/goals/{g}", goal, goals.get(goal.goal.key))
    amending.check(levels_stated=levels)
    await commitment_store.save_all(tx, taking.commitments)
    await goal_store.save_all(tx, taking.goals)


def _refuse_missing(
    commitments: Mapping[CommitmentKey, Commitment], goals: Mapping[GoalKey, Goal], stated: list[Stated]
) -> None:
    missing = [str(key.commitment) for key in commitments.keys() - {s.commitment.key for s in stated}]
    in_file = {goal.goal.key: goal.goal for one in stated for goal in one.goals}
    missing += [f"{key.commitment}.{key.goal}" for key in goals.keys() - in_file.keys()]
    missing += reading.lost_subgoals(goals, in_file)
    if missing:
        raise PromisesMissing(missing=", ".join(sorted(missing)))


def _define_commitment(taking: _Taking, at: str, one: Stated, before: Commitment | None) -> int:
    """Gives how many levels it stated."""
    tx, after, levels = taking.tx, before, 0
    wanted = _with_unstated(one.commitment, before, one.unstated)
    if defined := wanted.define(before, now=tx.now, reason=taking.amending.reason_kept):
        after, event = defined
        text = None if before is None else before.text()
        number = after.key.commitment
        taking.amending.note(
            ChangeKind.COMMITMENT, at, version=after.version, before=text, after=after.text(), commitment=number
        )
        tx.record(event, stream=after.key.stream, version=after.version)
    declaration = one.declaration if taking.with_levels and _is_new(taking, one, before) else None
    if after is not None and declaration and (declared := after.declare_level(declaration)):
        after, level = declared
        levels += 1
        tx.record(level, stream=after.key.stream, version=after.version)
    if after is not None and after is not before:
        taking.commitments.append((after, before))
    return levels


def _define_goal(taking: _Taking, at: str, one: StatedGoal, before: Goal | None) -> int:
    """Gives how many levels it stated."""
    tx, after, levels = taking.tx, before, 0
    wanted = _with_unstated(one.goal, before, one.unstated)
    if defined := wanted.define(before, now=tx.now, reason=taking.amending.reason_kept):
        after, event = defined
        text = None if before is None else before.text()
        key = after.key
        taking.amending.note(
            ChangeKind.GOAL,
            at,
            version=after.version,
            before=text,
            after=after.text(),
            commitment=key.commitment,
            goal=key.goal,
        )
        tx.record(event, stream=key.stream, version=after.version)
    for report in _new_reports(taking, one, before) if taking.with_levels else ():
        if after is not None and (stated := after.state_once(report)):
            after, said = stated
            levels += 1
            tx.record(said, stream=after.key.stream, version=after.version)
    if after is not None and after is not before:
        taking.goals.append((after, before))
    return levels


def _is_new(taking: _Taking, one: Stated, before: Commitment | None) -> bool:
    if one.declaration is None:
        return False
    if (one.declaration.level, Account()) == taking.said.levels.get((one.commitment.key, None)):
        return False
    held = None if before is None or taking.said.anew else before.declared_on(one.declaration.effective_on)
    return held is None or held.level is not one.declaration.level


def _new_reports(taking: _Taking, one: StatedGoal, before: Goal | None) -> list[Report]:
    said = taking.said
    new = [r for r in one.reports if (r.level, r.account) != said.levels.get((one.goal.key, r.subgoal))]
    if before is None or said.anew:
        return new
    return [r for r in new if (r.level, r.account) != before.said_on(r.effective_on, r.subgoal)]


def _with_unstated(wanted: T, before: T | None, unstated: frozenset[str]) -> T:
    """What the file leaves out stays as it is on record."""
    if before is None:
        return wanted
    return replace(wanted, **{name: getattr(before, name) for name in unstated})
