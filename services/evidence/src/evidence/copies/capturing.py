"""Takes a copy of what a visit saw: the bytes are stored first, under their hash, and recorded with the round."""

import io
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final

from evidence.blobs import Blobs
from evidence.copies.retention import CopyRules
from evidence.copies.warc import payload_sha256, write_warc
from evidence.probing.client import Sink
from evidence.probing.probe import Exchange, Probe

FOLDER: Final = "copies"
_IN_MEMORY: Final = 1024 * 1024

Fetch = Callable[[str, Sink, int], Awaitable[Exchange | None]]
"""Gets the whole of an address, to a sink, up to so many bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A copy whose bytes are stored."""

    sha256: str
    stored_size: int
    payload_sha256: str
    size: int
    media_type: str
    final_url: str
    status: int
    captured_at: datetime
    truncated: bool


@dataclass(slots=True)
class Capturing:
    """Takes copies for a checker, while they fit what all of them together may take."""

    blobs: Blobs
    fetch: Fetch
    rules: CopyRules
    operator: str
    is_full: bool = False

    async def capture(self, probe: Probe) -> Captured | None:
        """The copy of a visit that went well; None where there is nothing to copy, or it could not be fetched whole.

        Raises what the store raises.
        """
        exchange = probe.exchange
        if exchange is None or self.is_full:
            return None
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spooled:
            body: IO[bytes] = spooled
            if exchange.is_whole:
                body = io.BytesIO(exchange.body)
            else:
                fetched = await self.fetch(exchange.url, lambda part: _write(spooled, part), self.rules.largest)
                if fetched is None:
                    return None
                exchange = fetched
            body.seek(0, io.SEEK_END)
            size = body.tell()
            digest = payload_sha256(body)
            with write_warc(exchange, body, at=probe.checked_at, hops=probe.hops, operator=self.operator) as warc:
                stored = await self.blobs.put(warc, FOLDER)
        return Captured(
            sha256=stored.sha256,
            stored_size=stored.size,
            payload_sha256=digest,
            size=size,
            media_type=probe.found_type or "application/octet-stream",
            final_url=exchange.url,
            status=exchange.status,
            captured_at=probe.checked_at,
            truncated=not exchange.is_whole,
        )


def _write(spooled: IO[bytes], part: bytes) -> None:
    spooled.write(part)
