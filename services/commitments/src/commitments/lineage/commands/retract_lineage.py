"""The point of contact takes a statement of descent back, with a reason; that it was made stays on record."""

from dataclasses import dataclass

import commitments.plan.store as plan_store
from commitments.lineage import store
from commitments.lineage.aggregate import Link
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractLineage:
    """The n-th statement of a plan."""

    plan: str
    n: int
    reason: dict[str, str]
    expected: Expectation


async def retract_lineage(tx: Transaction, command: RetractLineage) -> Link:
    """Take it back. Raises PlanNotFound, LineageNotFound, LineageRetractedAlready, or STALE."""
    await plan_store.hold(tx, command.plan)
    before = await store.load(tx.connection, command.plan, command.n)
    command.expected.check(before.version)
    last = await store.last_version(tx.connection, command.plan)
    after, event = before.retract(command.reason, now=tx.now)
    await store.save_retraction(tx, after)
    tx.record(event, stream=after.stream, version=last + 1)
    return after
