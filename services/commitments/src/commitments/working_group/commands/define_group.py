"""The point of contact enters a working group, or changes what is on record of it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
from commitments.commitment.tables import commitments
from commitments.working_group import store
from commitments.working_group.aggregate import WorkingGroup
from commitments.working_group.errors import WorkingGroupExists
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGroup:
    """`number` None for the next one."""

    plan: str
    number: int | None
    title: dict[str, str] | None
    commitments: tuple[int, ...]
    convened_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """`changes` are fields of the aggregate by name; those that are not there stay as they are."""

    plan: str
    number: int
    changes: dict[str, Any]
    expected: Expectation


async def open_group(tx: Transaction, command: OpenGroup) -> WorkingGroup:
    """Enter a working group. Raises PlanNotFound, WorkingGroupExists, GroupRefused."""
    await plan_store.hold(tx, command.plan)
    number = command.number or await store.next_number(tx.connection, command.plan)
    if await store.find(tx.connection, command.plan, number) is not None:
        raise WorkingGroupExists(plan=command.plan, group=number)
    group = WorkingGroup(
        plan=command.plan,
        number=number,
        title=command.title,
        commitments=command.commitments,
        convened_by=command.convened_by,
    )
    return await _define(tx, group, None)


async def change_group(tx: Transaction, command: ChangeGroup) -> WorkingGroup:
    """Change a working group. Raises PlanNotFound, WorkingGroupNotFound, GroupRefused, or STALE."""
    await plan_store.hold(tx, command.plan)
    before = await store.load(tx.connection, command.plan, command.number)
    command.expected.check(before.version)
    return await _define(tx, replace(before, **command.changes), before)


async def _define(tx: Transaction, group: WorkingGroup, before: WorkingGroup | None) -> WorkingGroup:
    known = await institution_store.hold(tx, list(group.convened_by))
    numbers = await tx.connection.scalars(select(commitments.c.number).where(commitments.c.plan == group.plan))
    group.check(commitments=set(numbers), institutions=known.keys())
    if (defined := group.define(before)) is None:
        return before or group
    after, event = defined
    await store.save(tx, [after])
    tx.record(event, stream=after.stream, version=after.version)
    return after
