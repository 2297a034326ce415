"""Wake-up between processes of one service by PostgreSQL's NOTIFY: a hint that saves time, never a promise."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import structlog
from pydantic import SecretStr

from constancia_bus.ending import end_if_told
from constancia_db.engine import plain_url

STAGED = "event_staged"
"""The channel on which a service says that there are events to number."""

_log = structlog.get_logger(__name__)
_RETRY_SECONDS = 1.0
_LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""How a connection ends; asyncpg calls it an internal error when the server hung up on an idle one."""


class CommitSignal:
    """Says `event_staged` after commits, from one connection of its own; commits that come together are said once."""

    def __init__(self, database_url: SecretStr) -> None:
        self._database_url = database_url
        self._committed = asyncio.Event()

    def committed(self) -> None:
        """Note that a transaction with events is committed. Never waits."""
        self._committed.set()

    async def run(self) -> None:
        """Send notices until cancelled. A lost connection is opened again; the poll of the relay covers the gap."""
        while True:
            try:
                connection = await asyncpg.connect(plain_url(self._database_url.get_secret_value()))
                try:
                    while True:
                        end_if_told()
                        await self._committed.wait()
                        self._committed.clear()
                        await connection.execute(f"notify {STAGED}")
                finally:
                    await connection.close(timeout=1)
            except _LOST as cause:
                _log.warning("signal_lost", cause=type(cause).__name__)
                await asyncio.sleep(_RETRY_SECONDS)


@asynccontextmanager
async def signalling(database_url: SecretStr) -> AsyncIterator[CommitSignal]:
    """A commit signal that runs as long as the block."""
    signal = CommitSignal(database_url)
    task = asyncio.create_task(signal.run(), name="commit-signal")
    try:
        yield signal
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def listen(database_url: SecretStr, channel: str, heard: Callable[[str], None]) -> None:
    """Call `heard` with the payload of every notice on `channel`, until cancelled.

    Also calls it with an empty payload after each (re)connection, because notices may have been missed.
    """
    while True:
        lost = asyncio.Event()
        try:
            connection = await asyncpg.connect(plain_url(database_url.get_secret_value()))
            try:
                connection.add_termination_listener(lambda _connection, lost=lost: lost.set())
                await connection.add_listener(channel, lambda _c, _pid, _channel, payload: heard(str(payload)))
                heard("")
                end_if_told()
                await lost.wait()
            finally:
                await connection.close(timeout=1)
        except _LOST as cause:
            _log.warning("listener_lost", channel=channel, cause=type(cause).__name__)
        await asyncio.sleep(_RETRY_SECONDS)
