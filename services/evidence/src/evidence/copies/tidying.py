"""Bytes that no record tells of, left by a checker that was killed before it recorded them: dropped after a day."""

import asyncio
import time
from typing import Final

import structlog
from sqlalchemy import text

from constancia_bus.transaction import Transactions
from evidence.blobs import Blobs
from evidence.copies.capturing import FOLDER

_log = structlog.get_logger(__name__)
_OLD_SECONDS: Final = 86_400.0
_EVERY_SECONDS: Final = 86_400.0
_KNOWN: Final = text("select 1 from copies where sha256 = :sha256 and dropped_at is null limit 1")


async def drop_orphans(transactions: Transactions, blobs: Blobs, *, older_than: float = _OLD_SECONDS) -> int:
    """Drop what was stored long enough ago and stands in no record; says how much."""
    dropped = 0
    async for sha256, stored_at in blobs.every(FOLDER):
        if time.time() - stored_at < older_than:
            continue
        async with transactions.engine.connect() as connection:
            if await connection.scalar(_KNOWN, {"sha256": sha256}) is None:
                await blobs.drop(FOLDER, sha256)
                dropped += 1
    return dropped


async def keep_tidy(transactions: Transactions, blobs: Blobs) -> None:
    """Once a day, until cancelled."""
    while True:
        dropped = await drop_orphans(transactions, blobs)
        if dropped:
            _log.info("orphaned_copies_dropped", count=dropped)
        await asyncio.sleep(_EVERY_SECONDS)
