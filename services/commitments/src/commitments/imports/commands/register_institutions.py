"""The institutions of a plan file."""

import commitments.institution.store as institution_store
from commitments.imports import reading
from constancia_bus.transaction import Transaction
from constancia_events.plan_file import PlanFile


async def register_institutions(tx: Transaction, file: PlanFile) -> None:
    """Enter those that are new, and change those of which the file says something else."""
    wanted = reading.institutions_of(file)
    known = await institution_store.hold(tx, [institution.acronym for institution in wanted])
    stated = [institution.register(known.get(institution.acronym)) for institution in wanted]
    changed = [registered for registered in stated if registered]
    await institution_store.save_all(tx, [after for after, _ in changed])
    for after, event in changed:
        tx.record(event, stream=after.stream, version=after.version)
