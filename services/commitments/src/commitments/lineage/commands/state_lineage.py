"""The point of contact says how something of a plan descends from something of an earlier one."""

from dataclasses import dataclass

from commitments.lineage import store
from commitments.lineage.aggregate import Link, Node, faults_of
from commitments.lineage.errors import LineageRefused
from commitments.plan.errors import PlanNotFound
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import LineageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLineage:
    """`to` is None for what was dropped; `institution` the one that says it."""

    plan: str
    kind: LineageKind
    origin: Node
    to: Node | None
    note: dict[str, str] | None
    institution: str | None


async def state_lineage(tx: Transaction, command: StateLineage) -> Link:
    """Put the statement on record. Raises PlanNotFound, LineageRefused, LineageStatedAlready, LineageContradicted."""
    plans = await store.hold_plans(tx, {command.plan, command.origin.plan})
    if command.plan not in plans:
        raise PlanNotFound(plan=command.plan)
    before = await store.of_plan(tx.connection, command.plan)
    link = Link(
        plan=command.plan,
        n=len(before) + 1,
        kind=command.kind,
        origin=command.origin,
        to=command.to,
        note=command.note,
        stated_at=tx.now,
        institution=command.institution,
    )
    if faults := faults_of(link, plans):
        raise LineageRefused(faults=tuple(faults))
    event = link.state(before)
    await store.add(tx, link)
    tx.record(event, stream=link.stream, version=sum(other.version for other in before) + 1)
    return link
