"""E-mail addresses: kept sealed, opened only to send, erased on their day or when their owner says so."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from consultation.contacts.tables import contacts, digest_addresses
from consultation.secrets import Secrets, Unsealable

MOST: Final = 254
AFTER_ANSWER: Final = timedelta(days=30)
"""So long an address is kept once the comment has its answer: its author may have something to add."""
_EMAIL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to write, and in which language."""

    email: str
    language: str


def is_email(text: str) -> bool:
    """Whether mail can be sent there, as far as letters tell (HTML's own rule for `type=email`, with a dot)."""
    return len(text) <= MOST and _EMAIL.fullmatch(text) is not None


async def keep(tx: Transaction, secrets: Secrets, comment: str, contact: Contact, *, erase_on: date) -> None:
    """Keep the address of a comment's author until a day."""
    row = {"comment": comment, "sealed": secrets.seal(contact.email), "language": contact.language}
    await tx.connection.execute(insert(contacts).values(**row, erase_on=erase_on).on_conflict_do_nothing())


async def find(connection: AsyncConnection, secrets: Secrets, comment: str) -> Contact | None:
    """The address; None where none was left, it is erased, or its secret is gone."""
    row = (await connection.execute(select(contacts).where(contacts.c.comment == comment))).first()
    if row is None:
        return None
    try:
        return Contact(secrets.unseal(row.sealed), row.language)
    except Unsealable:
        return None


async def has(connection: AsyncConnection, comment: str) -> date | None:
    """The day on which the address of this comment goes; None where there is none."""
    return await connection.scalar(select(contacts.c.erase_on).where(contacts.c.comment == comment))


async def erase(tx: Transaction, comment: str) -> bool:
    """Erase it, because its owner wants that; says whether there was one."""
    gone = await tx.connection.execute(
        delete(contacts).where(contacts.c.comment == comment).returning(contacts.c.comment)
    )
    return gone.first() is not None


async def shorten(tx: Transaction, comments: list[str]) -> None:
    """These comments have their answer: what is kept of their authors goes soon."""
    soon = (tx.now + AFTER_ANSWER).date()
    mine = contacts.c.comment.in_(comments) & (contacts.c.erase_on > soon)
    await tx.connection.execute(update(contacts).where(mine).values(erase_on=soon))


async def erase_due(connection: AsyncConnection, today: date) -> int:
    """Erase what has come to its day; says how much that was."""
    gone = await connection.execute(delete(contacts).where(contacts.c.erase_on <= today).returning(contacts.c.comment))
    return len(gone.all())


async def keep_digest_address(tx: Transaction, secrets: Secrets, institution: str, email: str) -> None:
    """Where an institution is told what waits for it; an office's address, in place of the one before."""
    values = {"sealed": secrets.seal(email)}
    statement = insert(digest_addresses).values(institution=institution, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["institution"], set_=values))


async def erase_digest_address(tx: Transaction, institution: str) -> None:
    """Tell that institution no more."""
    await tx.connection.execute(delete(digest_addresses).where(digest_addresses.c.institution == institution))


async def digest_address(connection: AsyncConnection, secrets: Secrets, institution: str) -> str | None:
    """Where an institution is told; None where it left no address."""
    sealed = await connection.scalar(
        select(digest_addresses.c.sealed).where(digest_addresses.c.institution == institution)
    )
    try:
        return None if sealed is None else secrets.unseal(sealed)
    except Unsealable:
        return None
