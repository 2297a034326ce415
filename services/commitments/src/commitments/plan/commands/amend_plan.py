"""The point of contact changes what a plan says of itself: freely before it is adopted, with a reason after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import commitments.amendment.store as amendment_store
import commitments.lineage.queries as lineage_queries
from commitments.amendment.aggregate import ChangeKind, text_changed
from commitments.plan import store
from commitments.plan.aggregate import Plan
from commitments.plan.commands.enter_plan import check_texts
from commitments.plan.errors import PlanRefused
from commitments.plan.life import check_change, is_binding
from constancia_bus.transaction import Transaction
from constancia_runtime.errors import Fault
from constancia_runtime.versions import Expectation

ADOPTION_IS_A_STEP: Final = "The transition to adopted records this day; send none before it"
THEME_IN_USE: Final = "Commitment {commitment} stands in theme {value}: a theme that has commitments stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendPlan:
    """`changes` are members of the aggregate by name; those that are not in it stay."""

    plan: str
    changes: Mapping[str, Any]
    reason: dict[str, str] | None
    institution: str | None
    expected: Expectation


async def amend_plan(tx: Transaction, command: AmendPlan) -> Plan:
    """Change a plan and keep what it said; what changes nothing says nothing.

    Raises PlanNotFound, PlanRefused, PlanClosed, ReasonNeeded, or STALE.
    """
    before = await store.hold(tx, command.plan, command.expected)
    wanted = replace(before, **command.changes)
    check_texts(wanted, before)
    defined = wanted.define(before, now=tx.now, reason=command.reason)
    if defined is None:
        return before
    after, event = defined
    if after.adopted_on != before.adopted_on and not is_binding(before.state):
        fault = Fault(message=ADOPTION_IS_A_STEP, code="adopted_on", pointer="/adopted_on")
        raise PlanRefused(faults=(fault,))
    check_change(before.state, command.reason)
    await _check_references(tx, before, after)
    await store.save(tx, after)
    change = text_changed(
        ChangeKind.PLAN, version=after.version, before=before.text(), after=after.text(), reason=command.reason
    )
    await amendment_store.add(tx, after.id, [change], institution=command.institution)
    tx.record(event, stream=after.stream, version=after.version)
    return after


async def _check_references(tx: Transaction, before: Plan, after: Plan) -> None:
    faults: list[Fault] = []
    gone = {theme.number for theme in before.themes} - {theme.number for theme in after.themes}
    for commitment, theme in await store.commitments_in(tx.connection, after.id, gone):
        values = {"commitment": str(commitment), "value": str(theme)}
        faults.append(Fault(message=THEME_IN_USE, values=values, code="in_use", pointer="/themes"))
    if after.starts_on != before.starts_on:
        faults += await lineage_queries.out_of_order(tx.connection, after.id, after.starts_on)
    if faults:
        raise PlanRefused(faults=tuple(faults))
