"""The leaf of the ledger: the bytes of a log row that nobody may ever change, with the body only as a salted hash.

The sequencer writes the same bytes in SQL, in the statement that gives an event its position
(`constancia_bus.sequencer`); a test holds the two together. Erasing a body and its salt leaves the leaf, and every
proof over it, as it was.
"""

import hashlib
from datetime import UTC, datetime

VERSION = "constancia-entry-v1"


def entry(  # noqa: PLR0913 - a leaf has nine parts, each named at the call
    *,
    source: str,
    position: int,
    event_id: str,
    stream: str,
    version: int,
    type_: str,
    occurred_at: datetime,
    recorded_at: datetime,
    commitment: bytes,
) -> bytes:
    """The exact leaf of one event: ten lines of UTF-8, times in UTC to the microsecond, the commitment in hex."""
    lines = (
        VERSION,
        source,
        str(position),
        event_id,
        stream,
        str(version),
        type_,
        _instant(occurred_at),
        _instant(recorded_at),
        commitment.hex(),
    )
    return "\n".join(lines).encode()


def commit(salt: bytes, body: bytes) -> bytes:
    """SHA-256 of salt and body: binds the body without showing it."""
    return hashlib.sha256(salt + body).digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf in a Merkle tree (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
