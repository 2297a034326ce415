"""A copy was taken: its row is written and its hash told; older ones that are too many are given up."""

from collections.abc import Sequence

from sqlalchemy import insert, text, update

from constancia_bus.transaction import Transaction
from constancia_events.evidence import CopyCaptured, CopyDropped
from evidence.copies import queries
from evidence.copies.capturing import Captured
from evidence.copies.retention import CopyRules, Kept, to_drop
from evidence.copies.tables import copies

_WANTED = text("update standings set copy_wanted = false where evidence = :evidence")


async def keep_copy(tx: Transaction, evidence: str, captured: Captured, rules: CopyRules) -> Sequence[str]:
    """Put a copy on record, unless the newest one has the same payload; gives the hashes whose bytes may go now.

    The standing's row is held by whoever calls. Bytes are removed after the commit, never before it.
    """
    await tx.connection.execute(_WANTED, {"evidence": evidence})
    rows = await queries.every(tx.connection, evidence)
    if rows and rows[-1].payload_sha256 == captured.payload_sha256 and rows[-1].dropped_at is None:
        return () if rows[-1].sha256 == captured.sha256 else (captured.sha256,)
    n = len(rows) + 1
    values = {
        "evidence": evidence,
        "n": n,
        "sha256": captured.sha256,
        "payload_sha256": captured.payload_sha256,
        "captured_at": captured.captured_at,
        "media_type": captured.media_type,
        "size": captured.size,
        "stored_size": captured.stored_size,
        "final_url": captured.final_url,
        "status": captured.status,
        "truncated": captured.truncated,
    }
    await tx.connection.execute(insert(copies).values(values))
    event = CopyCaptured(
        evidence=evidence,
        copy_sha256=captured.sha256,
        payload_sha256=captured.payload_sha256,
        media_type=captured.media_type,
        size=captured.size,
        final_url=captured.final_url,
        captured_at=captured.captured_at,
        truncated=captured.truncated,
    )
    version = await queries.next_version(tx.connection, evidence)
    tx.record(event, stream=f"copies/{evidence}", version=version)
    kept = [Kept(n=row.n, size=row.stored_size) for row in rows if row.dropped_at is None]
    gone = to_drop([*kept, Kept(n=n, size=captured.stored_size)], rules)
    return await drop_copies(tx, evidence, [row for row in rows if row.n in gone], "retention", version)


async def drop_copies(
    tx: Transaction, evidence: str, rows: Sequence[queries.CopyRow], rule: str, version: int
) -> Sequence[str]:
    """Give copies up by a rule; their hashes and times stay on record. Gives the hashes whose bytes may go."""
    for offset, row in enumerate(rows, start=1):
        which = (copies.c.evidence == evidence) & (copies.c.n == row.n)
        await tx.connection.execute(update(copies).where(which).values(dropped_at=tx.now, rule=rule))
        event = CopyDropped(evidence=evidence, copy_sha256=row.sha256, rule=rule)
        tx.record(event, stream=f"copies/{evidence}", version=version + offset)
    return [row.sha256 for row in rows]
