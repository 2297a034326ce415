"""The point of contact enters a new plan, as a draft."""

from dataclasses import dataclass

import commitments.amendment.store as amendment_store
from commitments.amendment.aggregate import ChangeKind, state_changed, text_changed
from commitments.checks import repeated
from commitments.plan import store
from commitments.plan.aggregate import Plan
from commitments.plan.errors import PlanExists, PlanRefused
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import PlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPlan:
    """`institution` is the one that enters it."""

    plan: Plan
    institution: str | None


async def enter_plan(tx: Transaction, command: EnterPlan) -> Plan:
    """Put a draft on record. Raises PlanExists, PlanRefused."""
    new = command.plan
    await store.reserve(tx, new.id)
    if await store.find(tx.connection, new.id) is not None:
        raise PlanExists(plan=new.id)
    check_themes(new)
    defined = new.define(None, now=tx.now)
    assert defined is not None  # noqa: S101 - what was not on record is new
    plan, said = defined
    text = text_changed(ChangeKind.PLAN, version=plan.version, before=None, after=plan.text(), reason=None)
    plan, step, entered = plan.enter(PlanState.DRAFT, on=tx.now.astimezone(plan.zone).date(), now=tx.now)
    await store.save(tx, plan)
    await store.add_transition(tx, plan.id, step, institution=command.institution)
    made = [text, state_changed(step, version=plan.version)]
    await amendment_store.add(tx, plan.id, made, institution=command.institution)
    tx.record(said, stream=plan.stream, version=plan.version - 1)
    tx.record(entered, stream=plan.stream, version=plan.version)
    return plan


def check_themes(plan: Plan) -> None:
    """Raise PlanRefused where two chapters bear one number or one name in addresses."""
    faults = [
        *repeated("/themes", "number", [theme.number for theme in plan.themes]),
        *repeated("/themes", "slug", [theme.slug for theme in plan.themes]),
    ]
    if faults:
        raise PlanRefused(faults=tuple(faults))
