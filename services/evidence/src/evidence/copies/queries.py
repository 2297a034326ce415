"""Copies by address and by hash."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from evidence.copies.errors import CopyNotFound
from evidence.copies.tables import copies

CopyRow = Any
"""A row of `copies`."""


async def every(connection: AsyncConnection, evidence: str) -> Sequence[CopyRow]:
    """All copies of an address, oldest first, those given up too."""
    query = select(copies).where(copies.c.evidence == evidence).order_by(copies.c.n)
    return (await connection.execute(query)).all()


async def page(connection: AsyncConnection, evidence: str, *, before: int, limit: int) -> list[CopyRow]:
    """At most `limit` copies of an address, newest first, before a number."""
    query = select(copies).where(copies.c.evidence == evidence, copies.c.n < before)
    return list(await connection.execute(query.order_by(copies.c.n.desc()).limit(limit)))


async def one(connection: AsyncConnection, evidence: str, sha256: str) -> CopyRow:
    """The copy of this hash. Raises CopyNotFound."""
    query = select(copies).where(copies.c.evidence == evidence, copies.c.sha256 == sha256).limit(1)
    row = (await connection.execute(query)).first()
    if row is None:
        raise CopyNotFound(evidence=evidence, sha256=sha256)
    return row


async def stored(connection: AsyncConnection) -> int:
    """How many bytes all copies take together."""
    query = select(func.coalesce(func.sum(copies.c.stored_size), 0)).where(copies.c.dropped_at.is_(None))
    return int(await connection.scalar(query) or 0)


async def next_version(connection: AsyncConnection, evidence: str) -> int:
    """The version of the stream of an address's copies after one more was taken, each given up being one too."""
    query = select(func.count(), func.count(copies.c.dropped_at)).where(copies.c.evidence == evidence)
    taken, dropped = (await connection.execute(query)).one()
    return int(taken) + int(dropped)
