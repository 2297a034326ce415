"""The point of contact enters an institution, or changes what is on record of it."""

from dataclasses import dataclass

from commitments.institution import store
from commitments.institution.aggregate import Institution
from commitments.institution.errors import InstitutionNotFound
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation
from constancia_web.conditional import PreconditionRequired


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepInstitution:
    """`expected` is None for a writer who means to enter a new one."""

    institution: Institution
    expected: Expectation | None


async def keep_institution(tx: Transaction, command: KeepInstitution) -> tuple[Institution, bool]:
    """Put it on record; gives it, and whether it is new. What changes nothing says nothing.

    Raises PreconditionRequired for one on record without `expected`, InstitutionNotFound with it for none, or STALE.
    """
    acronym = command.institution.acronym
    before = (await store.hold(tx, [acronym])).get(acronym)
    if before is None and command.expected is not None:
        raise InstitutionNotFound(acronym=acronym)
    if before is not None:
        if command.expected is None:
            raise PreconditionRequired
        command.expected.check(before.version)
    registered = command.institution.register(before)
    if registered is None:
        return before or command.institution, False
    after, event = registered
    await store.save(tx, after)
    tx.record(event, stream=after.stream, version=after.version)
    return after, before is None
