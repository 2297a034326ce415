"""Take a plan file whole, or nothing of it; what it does not change says no event."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import ValidationError

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
from commitments.goal.aggregate import Goal, Report
from commitments.imports import exporting, reading, store
from commitments.imports.errors import FileRefused, PromisesMissing
from commitments.imports.store import Import
from constancia_bus.transaction import Transaction
from constancia_events.commitments import ImportAccepted
from constancia_events.defects import defects
from constancia_events.plan_file import PlanFile
from constancia_runtime.errors import Fault

NOT_PLAIN = "Send the file in UTF-8, without a byte order mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeImport:
    """`document` is the file as it came and `file` the same, read.

    `levels_as_of` overrides the day of its levels, and says that all of them are stated anew for it.
    """

    document: bytes
    file: PlanFile
    levels_as_of: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What taking a file did: no `import_id` and no events when everything was already so."""

    import_id: str | None
    plan: str
    sha256: str
    levels_as_of: date
    events: int

    @property
    def changed(self) -> bool:
        """Whether the file said anything new."""
        return self.import_id is not None


async def take_import(tx: Transaction, command: TakeImport) -> Taken:
    """Bring the record to what the file says; one that says what is on record is not kept.

    Raises FileRefused, LevelsInFuture, PromisesMissing.
    """
    file = command.file
    if not _is_plain(command):
        raise FileRefused(faults=(Fault(message=NOT_PLAIN, code="encoding", pointer=""),), count=1)
    if faults := [Fault(**defect.model_dump()) for defect in defects(file)]:
        raise FileRefused(faults=tuple(faults), count=len(faults))
    zone = ZoneInfo(reading.time_zone(file.plan))
    last = await store.hold_last(tx, file.plan.id)
    known_day = None if last is None else last.levels_as_of
    day = reading.levels_as_of(file, command.levels_as_of, known_day, zone=zone, now=tx.now)
    sha256 = hashlib.sha256(command.document).hexdigest()
    unchanged = Taken(import_id=None, plan=file.plan.id, sha256=sha256, levels_as_of=day, events=0)
    if last is not None and last.levels_as_of == day and PlanFile.model_validate_json(last.document) == file:
        return unchanged

    await _define_plan(tx, file, zone.key)
    await _register_institutions(tx, file)
    statement = reading.Statement(effective_on=day, zone=zone, now=tx.now, by=tx.actor)
    said = PlanFile.model_validate_json(last.document) if last is not None and last.levels_as_of == day else None
    anew = command.levels_as_of is not None
    await _define_commitments(tx, file, statement, said=reading.levels_of(said), anew=anew)
    if last is not None and tx.recorded == 0 and await _is_present(tx, file):
        return unchanged
    return await _keep(tx, command, last, sha256, day)


async def _is_present(tx: Transaction, file: PlanFile) -> bool:
    """Whether a file that says no event says nothing new to other services either: what was exported comes back so."""
    present = await exporting.present_file(tx.connection, file.plan.id, tx.now)
    return exporting.without_levels(present) == exporting.without_levels(file)


async def _define_plan(tx: Transaction, file: PlanFile, zone: str) -> None:
    before = await plan_store.find(tx.connection, file.plan.id, lock=True)
    if defined := reading.plan_of(file, zone).define(before, now=tx.now):
        plan, event = defined
        await plan_store.save(tx, plan)
        tx.record(event, stream=plan.stream, version=plan.version)


async def _register_institutions(tx: Transaction, file: PlanFile) -> None:
    wanted = reading.institutions_of(file)
    known = await institution_store.hold(tx, [institution.acronym for institution in wanted])
    for institution in wanted:
        if registered := institution.register(known.get(institution.acronym)):
            after, event = registered
            await institution_store.save(tx, after)
            tx.record(event, stream=after.stream, version=after.version)


async def _define_commitments(
    tx: Transaction, file: PlanFile, statement: reading.Statement, *, said: reading.Levels, anew: bool
) -> None:
    """`said` is what the file before this one stated of the same day: it is not stated again, whatever came since.

    Nor is a level that holds on that day by what is on record, unless all are stated `anew`.
    """
    commitments = await commitment_store.hold_all(tx, file.plan.id)
    goals = await goal_store.hold_all(tx, file.plan.id)
    stated = list(reading.commitments_of(file, statement))
    missing = [str(key.commitment) for key in commitments.keys() - {s.commitment.key for s in stated}]
    in_file = {goal.key: goal for one in stated for goal, _ in one.goals}
    missing += [f"{key.commitment}.{key.goal}" for key in goals.keys() - in_file.keys()]
    missing += reading.lost_subgoals(goals, in_file)
    if missing:
        raise PromisesMissing(missing=", ".join(sorted(missing)))
    for one in stated:
        before = commitments.get(one.commitment.key)
        after = before
        if defined := one.commitment.define(before, now=tx.now):
            after, event = defined
            tx.record(event, stream=after.key.stream, version=after.version)
        new = one.declaration is not None and one.declaration.level is not said.get((one.commitment.key, None))
        if before is not None and one.declaration is not None and not anew:
            new = new and one.declaration.level is not before.level_on(one.declaration.effective_on)
        if after is not None and one.declaration and new and (declared := after.declare_level(one.declaration)):
            after, level = declared
            tx.record(level, stream=after.key.stream, version=after.version)
        if after is not None and after is not before:
            await commitment_store.save(tx, after, before)
        for goal, reports in one.goals:
            known = goals.get(goal.key)
            new_reports = [r for r in reports if r.level is not said.get((goal.key, r.subgoal))]
            if known is not None and not anew:
                new_reports = [r for r in new_reports if r.level is not known.level_on(r.effective_on, r.subgoal)]
            await _define_goal(tx, goal, new_reports, known)


async def _define_goal(tx: Transaction, goal: Goal, reports: list[Report], before: Goal | None) -> None:
    after = before
    if defined := goal.define(before, now=tx.now):
        after, event = defined
        tx.record(event, stream=after.key.stream, version=after.version)
    for report in reports:
        if after is not None and (stated := after.state_once(report)):
            after, said = stated
            tx.record(said, stream=after.key.stream, version=after.version)
    if after is not None and after is not before:
        await goal_store.save(tx, after, before)


async def _keep(tx: Transaction, command: TakeImport, last: Import | None, sha256: str, day: date) -> Taken:
    taken = Import(
        id=uuid4(),
        plan=command.file.plan.id,
        n=1 if last is None else last.n + 1,
        sha256=sha256,
        levels_as_of=day,
        document=command.document,
        taken_at=tx.now,
        taken_by=tx.actor,
        events=tx.recorded + 1,
    )
    await store.save(tx, taken)
    event = ImportAccepted(import_id=str(taken.id), plan=taken.plan, sha256=sha256)
    tx.record(event, stream=taken.stream, version=taken.n)
    return Taken(import_id=str(taken.id), plan=taken.plan, sha256=sha256, levels_as_of=day, events=tx.recorded)


def _is_plain(command: TakeImport) -> bool:
    """Whether the bytes that are kept say the same to whoever reads them later: UTF-8, without a byte order mark."""
    try:
        return PlanFile.model_validate_json(command.document) == command.file
    except ValidationError:
        return False
