"""Rows of contact points. They are personal data: nothing of them goes into an event, a log or another table."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.contact.errors import ContactNotFound
from commitments.contact.tables import contacts
from constancia_bus.transaction import Transaction
from constancia_events.keys import CommitmentKey
from constancia_runtime.versions import Expectation

_c = contacts.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to turn to about a commitment; the person's name, e-mail and telephone need not be given."""

    institution: str
    office: dict[str, str]
    position: dict[str, str]
    name: str | None
    email: str | None
    phone: str | None
    public: bool
    id: int = 0
    version: int = 1


async def load(connection: AsyncConnection, key: CommitmentKey, contact: int) -> Contact:
    """One contact point of a commitment. Raises ContactNotFound."""
    return await _one(connection, key, contact, lock=False)


async def hold(tx: Transaction, key: CommitmentKey, contact: int, expected: Expectation) -> Contact:
    """The same, its row held until the transaction ends. Raises ContactNotFound, or STALE."""
    found = await _one(tx.connection, key, contact, lock=True)
    expected.check(found.version)
    return found


async def page(
    connection: AsyncConnection, key: CommitmentKey, *, public_only: bool, after: int, limit: int
) -> list[Contact]:
    """At most `limit` contact points of a commitment in the order in which they were entered, behind an id."""
    query = select(contacts).where(_c.plan == key.plan, _c.commitment == key.commitment, _c.id > after)
    if public_only:
        query = query.where(_c.public)
    return [_of_row(row) for row in await connection.execute(query.order_by(_c.id).limit(limit))]


async def public_of_plan(
    connection: AsyncConnection, plan: str, *, offset: int, limit: int
) -> list[tuple[int, Contact]]:
    """Contact points of a plan that anybody may see, with their commitments, behind so many."""
    query = select(contacts).where(_c.plan == plan, _c.public).order_by(_c.commitment, _c.id)
    rows = await connection.execute(query.offset(offset).limit(limit))
    return [(row.commitment, _of_row(row)) for row in rows]


async def add(tx: Transaction, key: CommitmentKey, contact: Contact) -> int:
    """Write a new contact point; gives its id, which no other ever has."""
    statement = insert(contacts).values(plan=key.plan, commitment=key.commitment, **_values(contact))
    return int((await tx.connection.execute(statement.returning(_c.id))).scalar_one())


async def save(tx: Transaction, contact: Contact) -> None:
    """Write a contact point whose row this transaction holds."""
    await tx.connection.execute(update(contacts).where(_c.id == contact.id).values(**_values(contact)))


async def remove(tx: Transaction, contact: Contact) -> None:
    """Delete it with everything in it."""
    await tx.connection.execute(delete(contacts).where(_c.id == contact.id))


async def _one(connection: AsyncConnection, key: CommitmentKey, contact: int, *, lock: bool) -> Contact:
    which = (_c.plan == key.plan, _c.commitment == key.commitment, _c.id == contact)
    query = select(contacts).where(*which)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        raise ContactNotFound(commitment=key.commitment, contact=contact)
    return _of_row(row)


def _values(contact: Contact) -> dict[str, Any]:
    return {
        "institution": contact.institution,
        "office": contact.office,
        "position": contact.position,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "public": contact.public,
        "version": contact.version,
    }


def _of_row(row: Any) -> Contact:
    return Contact(
        id=row.id,
        institution=row.institution,
        office=row.office,
        position=row.position,
        name=row.name,
        email=row.email,
        phone=row.phone,
        public=row.public,
        version=row.version,
    )
