"""The point of contact takes a plan on to the next state of its life, or back."""

from dataclasses import dataclass, replace
from datetime import date

import commitments.amendment.store as amendment_store
from commitments.amendment.aggregate import Change, ChangeKind, state_changed, text_changed
from commitments.plan import store
from commitments.plan.aggregate import Plan
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import PlanState
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeState:
    """`on` is a day of the plan's time zone, today when None."""

    plan: str
    to: PlanState
    reason: dict[str, str] | None
    on: date | None
    institution: str | None
    expected: Expectation


async def change_state(tx: Transaction, command: ChangeState) -> Plan:
    """Change the state; adopting a plan also writes the day into it, which is told first.

    Raises PlanNotFound, STALE, and what Plan.change_state raises.
    """
    before = await store.hold(tx, command.plan, command.expected)
    plan, made = before, list[Change]()
    if command.to is PlanState.ADOPTED and before.state is PlanState.IN_CONSULTATION:
        day = command.on or tx.now.astimezone(before.zone).date()
        if defined := replace(before, adopted_on=day).define(before, now=tx.now):
            plan, said = defined
            tx.record(said, stream=plan.stream, version=plan.version)
            made.append(
                text_changed(
                    ChangeKind.PLAN, version=plan.version, before=before.text(), after=plan.text(), reason=None
                )
            )
    after, step, event = plan.change_state(
        command.to,
        reason=command.reason,
        on=command.on,
        since=await store.since(tx.connection, plan.id),
        commitments=await store.readiness(tx.connection, plan.id),
        now=tx.now,
    )
    await store.save(tx, after)
    await store.add_transition(tx, after.id, step, institution=command.institution)
    made.append(state_changed(step, version=after.version))
    await amendment_store.add(tx, after.id, made, institution=command.institution)
    tx.record(event, stream=after.stream, version=after.version)
    return after
