"""The institutions of a plan file."""

import commitments.institution.store as institution_store
from commitments.imports import reading
from constancia_bus.transaction import Transaction
from constancia_events.plan_file import PlanFile


async def register_institutions(tx: Transaction, file: PlanFile) -> None:
    """Enter those that are new, and change those of which the file says something else."""
    wanted = reading.institutions_of(file)
    known = await institution_store.hold(tx, [institution.acronym for institution in wanted])
    for institution in wanted:
        if registered := institution.register(known.get(institution.acronym)):
            after, event = registered
            await institution_store.save(tx, after)
            tx.record(event, stream=after.stream, version=after.version)
