"""The point of contact enters a commitment: freely before the plan is adopted, as an amendment after."""

from dataclasses import dataclass

import commitments.amendment.store as amendment_store
import commitments.plan.store as plan_store
from commitments.amendment.aggregate import ChangeKind, text_changed
from commitments.commitment import store
from commitments.commitment.aggregate import Commitment
from commitments.commitment.commands.checks import check_commitment
from commitments.commitment.errors import CommitmentExists
from commitments.plan.life import check_change, is_binding
from constancia_bus.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCommitment:
    """`institution` is the one that enters it."""

    commitment: Commitment
    reason: dict[str, str] | None
    institution: str | None


async def enter_commitment(tx: Transaction, command: EnterCommitment) -> Commitment:
    """Put a commitment on record; one that an adopted plan gains holds from now, not from the beginning.

    Raises PlanNotFound, PlanClosed, ReasonNeeded, CommitmentExists, CommitmentRefused.
    """
    new = command.commitment
    plan = await plan_store.hold(tx, new.key.plan)
    check_change(plan.state, command.reason)
    if new.key.commitment in await store.known_numbers(tx.connection, plan.id):
        raise CommitmentExists(plan=plan.id, commitment=new.key.commitment)
    reason = command.reason if is_binding(plan.state) else None
    await check_commitment(tx, plan, new, None)
    defined = new.define(None, now=tx.now, reason=reason)
    assert defined is not None  # noqa: S101 - what was not on record is new
    after, event = defined
    await store.save(tx, after, None)
    change = text_changed(
        ChangeKind.COMMITMENT,
        commitment=after.key.commitment,
        version=after.version,
        before=None,
        after=after.text(),
        reason=reason,
    )
    await amendment_store.add(tx, plan.id, [change], institution=command.institution)
    held_from = tx.now if is_binding(plan.state) else None
    tx.record(event.model_copy(update={"effective_at": held_from}), stream=after.key.stream, version=after.version)
    return after
