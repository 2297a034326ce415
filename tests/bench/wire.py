"""HTTP/1.1 with as little Python as will do, so that the client takes few of the cores that it measures on."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

_IDLE_NS = 3_000_000_000
"""Below the server's keep-alive of 5 s: a connection idle for longer is not used again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and when it had arrived (nanoseconds of the monotonic clock, which all processes share)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    sent_at: int
    arrived_at: int


class Connection:
    """One connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self._reader, self._writer, self._host = reader, writer, host
        self._used_at = time.monotonic_ns()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect to the origin `url`."""
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        return cls(reader, writer, parts.netloc)

    @property
    def is_usable(self) -> bool:
        """Whether the server surely has not closed it."""
        return not self._reader.at_eof() and time.monotonic_ns() - self._used_at < _IDLE_NS

    def close(self) -> None:
        """Close it, without waiting."""
        self._writer.close()

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Send a request and read the whole answer."""
        sent_at = time.monotonic_ns()
        self._send(method, path, headers or {}, body)
        status, got = await self._head()
        if "content-length" in got:
            content = await self._reader.readexactly(int(got["content-length"])) if status != 304 else b""
        else:
            content = b"".join([chunk async for chunk in self._chunks()]) if "transfer-encoding" in got else b""
        self._used_at = time.monotonic_ns()
        return Answer(status, got, content, sent_at, self._used_at)

    async def events(self, path: str) -> AsyncIterator[bytes]:
        """Server-sent events as they arrive, each without the blank line at its end; ends when the server does."""
        self._send("GET", path, {"Accept": "text/event-stream"}, b"")
        status, _ = await self._head()
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        rest = b""
        async for chunk in self._chunks():
            *whole, rest = (rest + chunk).split(b"\n\n")
            for event in whole:
                yield event

    def _send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)

    async def _head(self) -> tuple[int, dict[str, str]]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in head[1:] if line)
        return int(head[0].split(" ", 2)[1]), {name.lower(): value.strip() for name, value in pairs}

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int((await self._reader.readline()) or b"0", 16):
            yield await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()


class Pool:
    """At most so many connections to one origin; the one used last is used next."""

    def __init__(self, url: str, most: int) -> None:
        self._url = url
        self._idle: list[Connection] = []
        self._free = asyncio.Semaphore(most)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for one request; waits when all are in use. One that fails is not used again."""
        async with self._free:
            taken = self._idle.pop() if self._idle else None
            if taken is not None and not taken.is_usable:
                taken.close()
                taken = None
            if taken is None:
                taken = await Connection.open(self._url)
            try:
                yield taken
            except BaseException:
                taken.close()
                raise
            self._idle.append(taken)

    def close(self) -> None:
        """Close what is idle."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()
