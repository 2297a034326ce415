"""A server of the outside web on this machine, which does to its callers what servers do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Final

SLOW: Final = "takes the request and never answers"
ENDLESS: Final = "answers 200 with a body that has no end"
RESET: Final = "hangs up in the middle"
Act = int | str | bytes
"""A status; one of the words above; or the bytes of a whole answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that came. Names of headers are in small letters."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """What came, and what is done about it: the acts in turn, the last one for ever."""

    port: int = 0
    acts: list[Act] = field(default_factory=lambda: [204])
    calls: list[Call] = field(default_factory=list)
    on_call: Callable[[Call], None] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request and do the next act."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            call = Call(head[0], headers, await reader.readexactly(int(headers.get("content-length", "0"))))
            self.calls.append(call)
            if self.on_call:
                self.on_call(call)
            act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
            await _do(act, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the caller has gone
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def _do(act: Act, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if act == RESET:
        writer.transport.abort()
    elif act == SLOW:
        await reader.read()  # until the caller gives up
    elif act == ENDLESS:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()
    elif isinstance(act, bytes):
        writer.write(act)
        await writer.drain()
    else:
        writer.write(f"HTTP/1.1 {act} As told\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".encode())
        await writer.drain()


@asynccontextmanager
async def receiving(tls: SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver on a free port, as long as the block."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        await server.wait_closed()
