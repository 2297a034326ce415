"""The institutions of a plan file."""

from dataclasses import replace

import commitments.institution.store as institution_store
import commitments.membership.store as membership_store
from commitments.imports import reading
from commitments.membership.aggregate import ROUNDTABLE
from constancia_bus.transaction import Transaction
from constancia_events.plan_file import PlanFile


async def register_institutions(tx: Transaction, file: PlanFile) -> None:
    """Enter those that are new, and change those of which the file says something else.

    A file speaks of the roundtable of its own plan: whoever sits at that of another stays seated.
    """
    wanted = reading.institutions_of(file)
    known = await institution_store.hold(tx, [institution.acronym for institution in wanted])
    seats = await membership_store.every(tx.connection, file.plan.id)
    for institution in wanted:
        before = known.get(institution.acronym)
        elsewhere = before is not None and before.roundtable and (ROUNDTABLE, institution.acronym) not in seats
        stated = replace(institution, roundtable=institution.roundtable or elsewhere)
        if registered := stated.register(before):
            after, event = registered
            await institution_store.save(tx, after)
            tx.record(event, stream=after.stream, version=after.version)
