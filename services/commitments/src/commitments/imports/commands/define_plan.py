"""The part of a plan file that speaks of the plan itself: its frame, its themes, and the state in which it enters."""

from dataclasses import replace

import commitments.lineage.queries as lineage_queries
import commitments.plan.store as plan_store
from commitments.amendment.aggregate import ChangeKind, state_changed
from commitments.imports import reading
from commitments.imports.amending import Amending, level_faults, state_faults
from commitments.imports.errors import FileRefused
from commitments.plan.aggregate import Plan
from commitments.plan.life import entry
from constancia_bus.transaction import Transaction
from constancia_events.plan_file import PlanFile


async def define_plan(
    tx: Transaction, file: PlanFile, zone: str, *, reason: dict[str, str] | None, institution: str | None
) -> tuple[Plan, Amending]:
    """Define the plan, its row held with those of the plans it descends from. Raises FileRefused."""
    await plan_store.reserve(tx, file.plan.id)
    held = await plan_store.hold_all(tx, {file.plan.id, *(link.from_plan for link in file.lineage)})
    before = held.get(file.plan.id)
    wanted = reading.plan_of(file, zone)
    today = tx.now.astimezone(wanted.zone).date()
    state, day = entry(
        stated=file.plan.state,
        adopted_on=wanted.adopted_on,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        today=today,
    )
    faults = [*state_faults(file, before, state, today), *level_faults(file, before.state if before else state)]
    if before is not None:
        kept = {name: getattr(before, name) for name in reading.unstated(file.plan)}
        wanted = replace(wanted, adopted_on=wanted.adopted_on or before.adopted_on, **kept)
        if wanted.starts_on != before.starts_on:
            moved = await lineage_queries.out_of_order(tx.connection, before.id, wanted.starts_on)
            faults += [replace(fault, pointer=f"/plan{fault.pointer}") for fault in moved]
    if faults:
        raise FileRefused(faults=tuple(faults), count=len(faults))
    amending = Amending(on_record=before, reason=reason)
    after = before or wanted
    if defined := wanted.define(before, now=tx.now, reason=amending.reason_kept):
        after, event = defined
        text = None if before is None else before.text()
        amending.note(ChangeKind.PLAN, "/plan", version=after.version, before=text, after=after.text())
        tx.record(event, stream=after.stream, version=after.version)
    if before is None:
        after, step, entered = after.enter(state, on=day, now=tx.now)
        amending.made.append(state_changed(step, version=after.version))
        tx.record(entered, stream=after.stream, version=after.version)
        await plan_store.save(tx, after)
        await plan_store.add_transition(tx, after.id, step, institution=institution)
    elif after is not before:
        await plan_store.save(tx, after)
    return after, amending
