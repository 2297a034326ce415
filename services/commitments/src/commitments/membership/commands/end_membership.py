"""The point of contact notes that an institution left the roundtable or a working group, and why."""

from dataclasses import dataclass
from datetime import date

import commitments.plan.store as plan_store
from commitments.membership import store
from commitments.membership.aggregate import Membership
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMembership:
    """`left_on` is its last day as a member."""

    plan: str
    group: int
    institution: str
    left_on: date
    reason: dict[str, str]
    expected: Expectation


async def end_membership(tx: Transaction, command: EndMembership) -> Membership:
    """End the present period. Raises PlanNotFound, MembershipNotFound, NotMember, LeftTooEarly, or STALE."""
    await plan_store.hold(tx, command.plan)
    before = await store.load(tx.connection, command.plan, command.group, command.institution)
    command.expected.check(before.version)
    after, event = before.leave(command.left_on, command.reason)
    await store.save(tx, [after])
    tx.record(event, stream=after.stream, version=after.version)
    return after
