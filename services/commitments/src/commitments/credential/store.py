"""Rows of credentials and their keys to the aggregate and back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.credential.aggregate import ApiKey, Credential
from commitments.credential.errors import CredentialNotFound
from commitments.credential.tables import api_key_uses, api_keys, credentials
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation

_USED_EVERY: Final = timedelta(minutes=1)
_USED = text(
    "insert into api_key_uses (id, last_used_at) values (:id, :now) on conflict (id) do update"
    " set last_used_at = excluded.last_used_at where api_key_uses.last_used_at <= :before"
)


async def find(connection: AsyncConnection, client_id: str) -> Credential | None:
    """The credential of this client id with its keys, revoked or not."""
    row = (await connection.execute(select(credentials).where(credentials.c.client_id == client_id))).first()
    return None if row is None else (await of_rows(connection, [row]))[0]


async def load(connection: AsyncConnection, client_id: str) -> Credential:
    """The credential of this client id. Raises CredentialNotFound."""
    found = await find(connection, client_id)
    if found is None:
        raise CredentialNotFound(client_id=client_id)
    return found


async def hold(tx: Transaction, client_id: str, expected: Expectation) -> Credential:
    """The same, which nobody else changes until the transaction ends. Raises CredentialNotFound, or STALE."""
    query = select(credentials).where(credentials.c.client_id == client_id).with_for_update()
    row = (await tx.connection.execute(query)).first()
    if row is None:
        raise CredentialNotFound(client_id=client_id)
    expected.check(row.version)
    return (await of_rows(tx.connection, [row]))[0]


async def every(connection: AsyncConnection) -> list[Credential]:
    """All credentials, newest first."""
    rows = await connection.execute(select(credentials).order_by(credentials.c.issued_at.desc()))
    return await of_rows(connection, rows.all())


async def is_live(connection: AsyncConnection, client_id: str, now: datetime) -> bool:
    """Whether the credential is there and has not ended: one small read, for every request that shows a token."""
    query = select(credentials).where(credentials.c.client_id == client_id)
    row = (await connection.execute(query)).first()
    return row is not None and not _of_row(row, ()).has_ended(now)


async def find_key(connection: AsyncConnection, key_id: str) -> tuple[ApiKey, Credential] | None:
    """A key by its id, with its credential (without others); None when there is none."""
    columns = [column.label(f"key_{column.name}") for column in (*api_keys.c, api_key_uses.c.last_used_at)]
    joined = api_keys.join(credentials).outerjoin(api_key_uses)
    query = select(credentials, *columns).select_from(joined).where(api_keys.c.id == key_id)
    row = (await connection.execute(query)).first()
    if row is None:
        return None
    key = ApiKey(
        id=row.key_id,
        secret_hash=row.key_secret_hash,
        issued_at=row.key_issued_at,
        issued_by=row.key_issued_by,
        revoked_at=row.key_revoked_at,
        last_used_at=row.key_last_used_at,
    )
    return key, _of_row(row, (key,))


async def note_use(connection: AsyncConnection, key: ApiKey, now: datetime) -> None:
    """Keep that a key was used, once a minute at most."""
    before = now - _USED_EVERY
    if key.last_used_at is None or key.last_used_at <= before:
        await connection.execute(_USED, {"id": key.id, "now": now, "before": before})


async def add(tx: Transaction, credential: Credential) -> None:
    """Write a new credential."""
    values = {
        "client_id": credential.client_id,
        "institution": credential.institution,
        "scopes": sorted(credential.scopes),
        "secret_hash": credential.secret_hash,
        "issued_at": credential.issued_at,
        "issued_by": credential.issued_by,
        "label": credential.label,
        "expires_on": credential.expires_on,
        "version": credential.version,
    }
    await tx.connection.execute(insert(credentials).values(values))


async def save(tx: Transaction, after: Credential, before: Credential) -> None:
    """Write what differs of a credential whose row this transaction holds: its end, new keys, ends of keys."""
    if after == before:
        return
    row = update(credentials).where(credentials.c.client_id == after.client_id)
    await tx.connection.execute(row.values(revoked_at=after.revoked_at, version=after.version))
    known = {key.id: key for key in before.keys}
    for key in after.keys:
        if key.id not in known:
            values = {
                "id": key.id,
                "client_id": after.client_id,
                "secret_hash": key.secret_hash,
                "issued_at": key.issued_at,
                "issued_by": key.issued_by,
            }
            await tx.connection.execute(insert(api_keys).values(values))
        elif key != known[key.id]:
            ended = update(api_keys).where(api_keys.c.id == key.id)
            await tx.connection.execute(ended.values(revoked_at=key.revoked_at))


async def of_rows(connection: AsyncConnection, rows: Sequence[Any]) -> list[Credential]:
    """The aggregates of rows of `credentials`, with all their keys in the order of issue."""
    keys: dict[str, list[ApiKey]] = defaultdict(list)
    query = select(api_keys, api_key_uses.c.last_used_at).outerjoin(api_key_uses)
    of_these = query.where(api_keys.c.client_id.in_([row.client_id for row in rows]))
    for key in await connection.execute(of_these.order_by(api_keys.c.issued_at, api_keys.c.id)):
        keys[key.client_id].append(
            ApiKey(
                id=key.id,
                secret_hash=key.secret_hash,
                issued_at=key.issued_at,
                issued_by=key.issued_by,
                revoked_at=key.revoked_at,
                last_used_at=key.last_used_at,
            )
        )
    return [_of_row(row, tuple(keys[row.client_id])) for row in rows]


def _of_row(row: Any, keys: tuple[ApiKey, ...]) -> Credential:
    return Credential(
        client_id=row.client_id,
        institution=row.institution,
        scopes=frozenset(row.scopes),
        secret_hash=row.secret_hash,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        label=row.label,
        expires_on=row.expires_on,
        revoked_at=row.revoked_at,
        version=row.version,
        keys=keys,
    )
