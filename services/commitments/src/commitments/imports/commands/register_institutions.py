"""The institutions of a plan file."""

from dataclasses import replace

import commitments.institution.store as institution_store
import commitments.membership.store as membership_store
from commitments.imports import reading
from commitments.institution.aggregate import Institution
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

    def sits(institution: Institution) -> bool:
        """Of another plan's roundtable, too: this file cannot unseat it there."""
        before = known.get(institution.acronym)
        elsewhere = before is not None and before.roundtable and (ROUNDTABLE, institution.acronym) not in seats
        return institution.roundtable or elsewhere

    stated = [replace(one, roundtable=sits(one)).register(known.get(one.acronym)) for one in wanted]
    changed = [registered for registered in stated if registered]
    await institution_store.save_all(tx, [after for after, _ in changed])
    for after, event in changed:
        tx.record(event, stream=after.stream, version=after.version)
