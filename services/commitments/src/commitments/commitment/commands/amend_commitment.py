"""The point of contact changes a commitment: freely before the plan is adopted, with a reason after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import commitments.amendment.store as amendment_store
import commitments.plan.store as plan_store
from commitments.amendment.aggregate import ChangeKind, text_changed
from commitments.commitment import store
from commitments.commitment.aggregate import Commitment
from commitments.commitment.commands.checks import check_commitment
from commitments.plan.life import check_change
from constancia_bus.transaction import Transaction
from constancia_events.keys import CommitmentKey
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendCommitment:
    """`changes` are members of the aggregate by name; those that are not in it stay, and so do its other texts."""

    commitment: CommitmentKey
    changes: Mapping[str, Any]
    reason: dict[str, str] | None
    institution: str | None
    expected: Expectation


async def amend_commitment(tx: Transaction, command: AmendCommitment) -> Commitment:
    """Change a commitment and keep what it said; what changes nothing says nothing.

    Raises PlanNotFound, CommitmentNotFound, PlanClosed, ReasonNeeded, CommitmentRefused, or STALE.
    """
    plan = await plan_store.hold(tx, command.commitment.plan)
    before = await store.hold(tx, command.commitment, command.expected)
    defined = before.amended(command.changes).define(before, now=tx.now, reason=command.reason)
    if defined is None:
        return before
    after, event = defined
    check_change(plan.state, command.reason)
    await check_commitment(tx, plan, after, before)
    await store.save(tx, after, before)
    change = text_changed(
        ChangeKind.COMMITMENT,
        commitment=after.key.commitment,
        version=after.version,
        before=before.text(),
        after=after.text(),
        reason=command.reason,
    )
    await amendment_store.add(tx, plan.id, [change], institution=command.institution)
    tx.record(event, stream=after.key.stream, version=after.version)
    return after
