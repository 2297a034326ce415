"""The descent that a plan file states."""

import commitments.lineage.store as lineage_store
from commitments.imports.errors import FileRefused
from commitments.lineage.aggregate import Link, Node, faults_of
from constancia_bus.transaction import Transaction
from constancia_events.plan_file import PlanFile


async def state_lineages(tx: Transaction, file: PlanFile, *, institution: str | None) -> None:
    """State what the plan has not stated before; what was retracted stays so. Raises FileRefused, LineageContradicted.

    The rows of all the plans are held already.
    """
    if not file.lineage:
        return
    plan = file.plan.id
    plans = await lineage_store.hold_plans(tx, {plan, *(one.from_plan for one in file.lineage)})
    before = await lineage_store.of_plan(tx.connection, plan)
    version = sum(link.version for link in before)
    known = {(link.kind, link.origin, link.to) for link in before}
    faults = []
    for i, one in enumerate(file.lineage):
        origin = Node(one.from_plan, one.from_commitment, one.from_goal or 0)
        to = None if one.to_commitment is None else Node(plan, one.to_commitment, one.to_goal or 0)
        if (one.kind, origin, to) in known:
            continue
        known.add((one.kind, origin, to))
        link = Link(
            plan=plan,
            n=len(before) + 1,
            kind=one.kind,
            origin=origin,
            to=to,
            note=one.note,
            stated_at=tx.now,
            institution=institution,
        )
        if wrong := faults_of(link, plans, f"/lineage/{i}"):
            faults += wrong
            continue
        event = link.state(before)
        before, version = [*before, link], version + 1
        await lineage_store.add(tx, link)
        tx.record(event, stream=link.stream, version=version)
    if faults:
        raise FileRefused(faults=tuple(faults), count=len(faults))
