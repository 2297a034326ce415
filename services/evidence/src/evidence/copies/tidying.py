"""Bytes that no record tells of, left by a checker that was killed before it recorded them: dropped after a day."""

import asyncio
import time
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import text

from constancia_bus.transaction import Transactions
from evidence.blobs import Blobs
from evidence.copies.capturing import FOLDER
from evidence.files.commands import FOLDER as FILES
from evidence.means_of_verification.aggregate import evidence_id

_log = structlog.get_logger(__name__)
_OLD_SECONDS: Final = 86_400.0
_EVERY_SECONDS: Final = 86_400.0
_UNCITED: Final = timedelta(days=7)
_FILE: Final = "urn:sha256:"
_OLD_FILES: Final = text("select sha256 from files where uploaded_at < :before")
_CITED: Final = text("select 1 from uses where evidence = :evidence limit 1")
_FORGET: Final = text("delete from files where sha256 = :sha256")
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


async def drop_uncited_files(transactions: Transactions, blobs: Blobs) -> int:
    """Drop uploaded files that nothing has cited within a week; says how many."""
    async with transactions(actor=Transactions.SYSTEM) as tx:
        asked = {"before": tx.now - _UNCITED}
        gone = [row.sha256 for row in (await tx.connection.execute(_OLD_FILES, asked)).all()]
        gone = [one for one in gone if not await tx.connection.scalar(_CITED, {"evidence": evidence_id(_FILE + one)})]
        for sha256 in gone:
            await tx.connection.execute(_FORGET, {"sha256": sha256})
    for sha256 in gone:
        await blobs.drop(FILES, sha256)
    return len(gone)


async def keep_tidy(transactions: Transactions, blobs: Blobs) -> None:
    """Once a day, until cancelled."""
    while True:
        dropped = await drop_orphans(transactions, blobs)
        dropped += await drop_uncited_files(transactions, blobs)
        if dropped:
            _log.info("orphaned_bytes_dropped", count=dropped)
        await asyncio.sleep(_EVERY_SECONDS)
