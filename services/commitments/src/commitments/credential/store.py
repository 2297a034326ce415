"""Rows of credentials and signing keys."""

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.credential.aggregate import Credential
from commitments.credential.errors import CredentialNotFound
from commitments.credential.tables import credentials
from constancia_bus.transaction import Transaction


async def find(connection: AsyncConnection, client_id: str) -> Credential | None:
    """The credential of this client id, revoked or not."""
    row = (await connection.execute(select(credentials).where(credentials.c.client_id == client_id))).first()
    return None if row is None else _of_row(row)


async def load(connection: AsyncConnection, client_id: str) -> Credential:
    """The credential of this client id. Raises CredentialNotFound."""
    found = await find(connection, client_id)
    if found is None:
        raise CredentialNotFound(client_id=client_id)
    return found


async def every(connection: AsyncConnection) -> list[Credential]:
    """All credentials, newest first."""
    rows = await connection.execute(select(credentials).order_by(credentials.c.issued_at.desc()))
    return [_of_row(row) for row in rows]


async def add(tx: Transaction, credential: Credential) -> None:
    """Write a new credential."""
    values = {
        "client_id": credential.client_id,
        "institution": credential.institution,
        "scopes": sorted(credential.scopes),
        "secret_hash": credential.secret_hash,
        "issued_at": credential.issued_at,
        "issued_by": credential.issued_by,
    }
    await tx.connection.execute(insert(credentials).values(values))


async def save_revocation(tx: Transaction, credential: Credential) -> None:
    """Write that a credential was revoked."""
    which = credentials.c.client_id == credential.client_id
    await tx.connection.execute(update(credentials).where(which).values(revoked_at=credential.revoked_at))


def _of_row(row: Any) -> Credential:
    return Credential(
        client_id=row.client_id,
        institution=row.institution,
        scopes=frozenset(row.scopes),
        secret_hash=row.secret_hash,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        revoked_at=row.revoked_at,
    )
