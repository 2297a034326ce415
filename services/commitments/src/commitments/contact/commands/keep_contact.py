"""A lead or the point of contact enters, replaces or removes a contact point. It says no event: it is personal data."""

from dataclasses import dataclass, replace

import commitments.commitment.store as commitment_store
import commitments.institution.store as institution_store
from commitments.checks import NO_INSTITUTION, unknown
from commitments.contact import store
from commitments.contact.errors import ContactRefused, NotYourCommitment
from commitments.contact.store import Contact
from constancia_bus.transaction import Transaction
from constancia_events.keys import CommitmentKey
from constancia_runtime.versions import Expectation
from constancia_web.tokens import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepContact:
    """`contact` has the id of the one to replace; 0 is a new one, for which nothing is expected."""

    commitment: CommitmentKey
    contact: Contact
    expected: Expectation | None
    by: Actor


async def keep_contact(tx: Transaction, command: KeepContact) -> Contact:
    """Write it. Raises CommitmentNotFound, NotYourCommitment, ContactNotFound, ContactRefused, or STALE."""
    wanted = command.contact
    check_may(command.by, command.commitment, await commitment_store.leads_of(tx.connection, command.commitment))
    if not await institution_store.known(tx.connection, [wanted.institution]):
        raise ContactRefused(faults=(unknown("/institution", NO_INSTITUTION, wanted.institution),))
    if command.expected is None:
        return replace(wanted, id=await store.add(tx, command.commitment, wanted))
    before = await store.hold(tx, command.commitment, wanted.id, command.expected)
    if replace(wanted, version=before.version) == before:
        return before
    after = replace(wanted, version=before.version + 1)
    await store.save(tx, after)
    return after


async def remove_contact(
    tx: Transaction, commitment: CommitmentKey, contact: int, *, expected: Expectation, by: Actor
) -> None:
    """Delete it with everything in it. Raises CommitmentNotFound, NotYourCommitment, ContactNotFound, or STALE."""
    check_may(by, commitment, await commitment_store.leads_of(tx.connection, commitment))
    await store.remove(tx, await store.hold(tx, commitment, contact, expected))


def check_may(by: Actor, commitment: CommitmentKey, leads: frozenset[str]) -> None:
    """Let those pass who lead the commitment, and the point of contact. Raises NotYourCommitment."""
    leads_it = "reports:write" in by.scopes and by.institution in leads
    if not leads_it and "plan:admin" not in by.scopes:
        raise NotYourCommitment(commitment=commitment.commitment)
