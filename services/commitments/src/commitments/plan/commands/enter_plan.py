"""The point of contact enters a new plan, as a draft."""

from dataclasses import dataclass
from datetime import date

import commitments.amendment.store as amendment_store
from commitments.amendment.aggregate import ChangeKind, state_changed, text_changed
from commitments.checks import repeated
from commitments.plan import store
from commitments.plan.aggregate import Plan
from commitments.plan.errors import PlanExists, PlanRefused, TransitionInFuture
from commitments.plan.languages import foreign_in
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import PlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPlan:
    """`institution` is the one that enters it; `drafted_on` is a day of the plan's time zone, today when None."""

    plan: Plan
    drafted_on: date | None
    institution: str | None


async def enter_plan(tx: Transaction, command: EnterPlan) -> Plan:
    """Put a draft on record. Raises PlanExists, PlanRefused, TransitionInFuture."""
    new = command.plan
    await store.reserve(tx, new.id)
    if await store.find(tx.connection, new.id) is not None:
        raise PlanExists(plan=new.id)
    check_texts(new, None)
    defined = new.define(None, now=tx.now)
    assert defined is not None  # noqa: S101 - what was not on record is new
    plan, said = defined
    text = text_changed(ChangeKind.PLAN, version=plan.version, before=None, after=plan.text(), reason=None)
    today = tx.now.astimezone(plan.zone).date()
    day = command.drafted_on or today
    if day > today:
        raise TransitionInFuture.at("/drafted_on", day=day, time_zone=plan.time_zone, today=today)
    plan, step, entered = plan.enter(PlanState.DRAFT, on=day, now=tx.now)
    await store.save(tx, plan)
    await store.add_transition(tx, plan.id, step, institution=command.institution)
    made = [text, state_changed(step, version=plan.version)]
    await amendment_store.add(tx, plan.id, made, institution=command.institution)
    tx.record(said, stream=plan.stream, version=plan.version - 1)
    tx.record(entered, stream=plan.stream, version=plan.version)
    return plan


def check_texts(plan: Plan, before: Plan | None) -> None:
    """Raise PlanRefused where two chapters bear one number or one name, or a text is not in the plan's languages."""
    faults = [
        *foreign_in(plan.languages, plan.text(), before.text() if before else None),
        *repeated("/themes", "number", [theme.number for theme in plan.themes]),
        *repeated("/themes", "slug", [theme.slug for theme in plan.themes]),
    ]
    if faults:
        raise PlanRefused(faults=tuple(faults))
