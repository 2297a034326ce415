"""Take a plan file whole, or nothing of it; what it does not change says no event."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import ValidationError

import commitments.amendment.store as amendment_store
import commitments.goal.store as goal_store
from commitments.imports import exporting, reading, statements, store
from commitments.imports.commands.define_commitments import define_commitments
from commitments.imports.commands.define_plan import define_plan
from commitments.imports.commands.register_institutions import register_institutions
from commitments.imports.commands.state_lineages import state_lineages
from commitments.imports.errors import FileRefused
from commitments.imports.people import take_people
from commitments.imports.store import Import
from constancia_bus.transaction import Transaction
from constancia_events.commitments import ImportAccepted
from constancia_events.defects import defects
from constancia_events.plan_file import PlanFile
from constancia_events.vocabulary import EvidenceGate
from constancia_runtime.errors import Fault

NOT_PLAIN = "Send the file in UTF-8, without a byte order mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeImport:
    """`document` is the file as it came and `file` the same, read.

    `levels_as_of` overrides the day of its levels, and says that all of them are stated anew for it. `reason` says why
    an adopted plan is amended, `institution` by whom.
    """

    document: bytes
    file: PlanFile
    levels_as_of: date | None
    reason: dict[str, str] | None = None
    institution: str | None = None


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

    Raises FileRefused, LevelsInFuture, PromisesMissing, AmendmentNeedsReason, PlanClosed, LineageContradicted.
    """
    file = command.file
    if not _is_plain(command):
        raise FileRefused(faults=(Fault(message=NOT_PLAIN, code="encoding", pointer=""),), count=1)
    if faults := [*(Fault(**defect.model_dump()) for defect in defects(file)), *statements.faults_of(file)]:
        raise FileRefused(faults=tuple(faults), count=len(faults))
    zone = ZoneInfo(reading.time_zone(file.plan))
    last = await store.hold_last(tx, file.plan.id)
    known_day = None if last is None else last.levels_as_of
    day = reading.levels_as_of(file, command.levels_as_of, known_day, zone=zone, now=tx.now)
    sha256 = hashlib.sha256(command.document).hexdigest()
    unchanged = Taken(import_id=None, plan=file.plan.id, sha256=sha256, levels_as_of=day, events=0)
    if last is not None and last.levels_as_of == day and PlanFile.model_validate_json(last.document) == file:
        return unchanged
    said = PlanFile.model_validate_json(last.document) if last is not None and last.levels_as_of == day else None
    statement = reading.Statement(effective_on=day, zone=zone, now=tx.now, by=tx.actor)

    plan, amending = await define_plan(tx, file, zone.key, reason=command.reason, institution=command.institution)
    if plan.evidence_gate is EvidenceGate.ENFORCE:
        on_record = await goal_store.every(tx.connection, plan.id)
        if faults := list(statements.unproven(file, on_record)):
            raise FileRefused(faults=tuple(faults), count=len(faults))
    await register_institutions(tx, file)
    levels = reading.StatedBefore(levels=reading.levels_of(said), anew=command.levels_as_of is not None)
    await define_commitments(tx, file, plan.state, statement, levels, amending)
    await state_lineages(tx, file, institution=command.institution)
    await take_people(tx, file, statement, last)
    await amendment_store.add(tx, plan.id, amending.made, institution=command.institution)
    if tx.recorded == 0 and await _is_present(tx, file):
        return unchanged
    return await _keep(tx, command, last, sha256, day)


async def _is_present(tx: Transaction, file: PlanFile) -> bool:
    """Whether a file that says no event says nothing new to other services either: what was exported comes back so."""
    present = await exporting.present_file(tx.connection, file.plan.id, tx.now)
    return exporting.without_levels(present) == exporting.without_levels(file)


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
