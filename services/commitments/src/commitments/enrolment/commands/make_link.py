"""The point of contact makes a link by which organisations may ask to join, or closes one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import commitments.plan.store as plan_store
import commitments.working_group.store as group_store
from commitments.enrolment import store
from commitments.enrolment.aggregate import EnrolmentLink
from commitments.membership.aggregate import ROUNDTABLE
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeLink:
    """`group` is ROUNDTABLE or a working group's number; `expires_on` the last day of the link, if any."""

    plan: str
    group: int
    label: str
    expires_on: date | None


async def make_link(tx: Transaction, command: MakeLink) -> tuple[EnrolmentLink, str]:
    """Make it; gives its code too, which is never shown again.

    Raises PlanNotFound, WorkingGroupNotFound, ExpiresInPast.
    """
    plan = await plan_store.hold(tx, command.plan)
    if command.group != ROUNDTABLE:
        await group_store.load(tx.connection, command.plan, command.group)
    link, code = EnrolmentLink.issue(
        command.plan,
        command.group,
        label=command.label,
        expires_on=command.expires_on,
        zone=plan.zone,
        now=tx.now,
        by=tx.actor,
    )
    await store.add_link(tx, link)
    return link, code


async def close_link(tx: Transaction, plan: str, link: UUID, expected: Expectation) -> EnrolmentLink:
    """Take no more requests by it. Raises PlanNotFound, LinkNotFound, or STALE."""
    await plan_store.hold(tx, plan)
    before = await store.load_link(tx.connection, plan, link)
    expected.check(before.version)
    closed = before.close(now=tx.now)
    await store.save_link(tx, closed)
    return closed
