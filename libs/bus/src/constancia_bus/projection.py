"""Keeps a read model: applies every event once, in order, in the transaction that moves the checkpoint."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus.ending import end_if_told
from constancia_bus.reader import Message, ReadingInterrupted, ordered_reader
from constancia_bus.streams import Bus, epoch_of, find_stream
from constancia_events.envelope import Entry, UnreadableEvent, decode, unwrap
from constancia_events.event import Event, Recorded
from constancia_runtime.logs import place_of

_log = structlog.get_logger(__name__)
_TRIES = 3
_PAUSE_SECONDS = 0.5

Handler = Callable[[AsyncConnection, Any, Recorded], Awaitable[None]]
"""Writes the rows that follow from one event: `(connection, event, recorded)`. Must be safe to run twice."""
AfterBatch = Callable[[AsyncConnection, list[Recorded], str, int], Awaitable[None]]
"""Runs in the transaction of a batch, for notices to those who watch: `(connection, applied, source, position)`.

`position` is how far the batch has come; of its events, `applied` are those that the projection hears.
"""

_CHECKPOINT = text(
    "select epoch, pos from projection_checkpoint where name = :name and version = :version and source = :source"
)
_BEGIN = text(
    "insert into projection_checkpoint (name, version, source, epoch, pos) values (:name, :version, :source, :epoch, 0)"
    " on conflict do nothing"
)
_ADVANCE = text(
    "update projection_checkpoint set pos = :new"
    " where name = :name and version = :version and source = :source and pos = :old"
)
_LOCK = text(
    "select pos from projection_checkpoint where name = :name and version = :version and source = :source for update"
)
PARKED = text(
    "select distinct stream from projection_parked"
    " where name = :name and version = :version and source = :source and resolved_at is null"
)
PARK = text(
    "insert into projection_parked (name, version, source, pos, stream, message, error, tries, parked_at)"
    " values (:name, :version, :source, :pos, :stream, :message, :error, :tries, now()) on conflict do nothing"
)
OLDEST_PARKED = text(
    "select pos, stream, message from projection_parked where name = :name and version = :version and source = :source"
    " and resolved_at is null and not stream = any(:stuck) order by pos limit 1"
)
RESOLVE = text(
    "update projection_parked set resolved_at = now()"
    " where name = :name and version = :version and source = :source and pos = :pos"
)


class CheckpointMoved(Exception):
    """Another process has advanced this read model; begin again at its checkpoint."""


class EpochChanged(Exception):
    """The log is not the one that this read model was made from; it must be rebuilt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A read model: its name and version, the service it hears, and what each event does to it."""

    name: str
    version: int
    source: str
    handlers: Mapping[type[Event], Handler]
    after_batch: AfterBatch | None = None
    tables: tuple[Table, ...] = ()
    """Every table that the handlers write, so that it can be rebuilt; none for one that cannot."""

    @property
    def key(self) -> dict[str, str | int]:
        """Its place in `projection_checkpoint` and `projection_parked`."""
        return {"name": self.name, "version": self.version, "source": self.source}


@dataclass(slots=True)
class Projector:
    """Runs one projection until cancelled."""

    projection: Projection
    engine: AsyncEngine
    bus: Bus
    _said: str = field(default="", init=False)

    async def run(self) -> None:
        """Follow the stream for ever; every interruption begins again at the checkpoint."""
        while True:
            end_if_told()
            try:
                await self._follow()
            except (ReadingInterrupted, CheckpointMoved) as cause:
                if str(cause) != self._said:
                    self._said = str(cause)
                    _log.info("reading_again", projection=self.projection.name, cause=self._said)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _follow(self) -> None:
        info = await find_stream(self.bus, self.projection.source)
        if info is None:
            raise ReadingInterrupted("no stream yet")
        position = await self._position(epoch_of(info))
        await retry_parked(self.engine, self.projection)
        name = f"{self.projection.name}.v{self.projection.version}"
        async with (
            ordered_reader(self.bus, self.projection.source, name=name, after=position) as reader,
            aclosing(reader.batches()) as batches,
        ):
            async for batch in batches:
                await self._apply(batch, position)
                position, self._said = batch[-1].sequence, ""

    async def _position(self, epoch: str) -> int:
        async with self.engine.begin() as connection:
            await connection.execute(_BEGIN, {**self.projection.key, "epoch": epoch})
            checkpoint = (await connection.execute(_CHECKPOINT, self.projection.key)).one()
        if checkpoint.epoch != epoch:
            raise EpochChanged(self.projection.name)
        return int(checkpoint.pos)

    async def _apply(self, batch: list[Message], position: int) -> None:
        """All in one transaction; where one event fails, one transaction each, so that only that one is parked."""
        try:
            await self._commit(batch, position)
        except (CheckpointMoved, asyncio.CancelledError):
            raise
        except Exception as cause:
            if is_transient(cause):
                raise
            for message in batch:
                await self._apply_alone(message, message.sequence - 1)

    async def _apply_alone(self, message: Message, position: int) -> None:
        for attempt in range(1, _TRIES + 1):
            try:
                await self._commit([message], position)
            except (CheckpointMoved, asyncio.CancelledError):
                raise
            except Exception as cause:
                if is_transient(cause):
                    raise
                if attempt == _TRIES:
                    await self._park(message, position, place_of(cause))
            else:
                return

    async def _commit(self, batch: list[Message], position: int) -> None:
        async with self.engine.begin() as connection:
            await self._hold(connection, position)
            parked = set((await connection.execute(PARKED, self.projection.key)).scalars())
            applied: list[Recorded] = []
            for message in batch:
                entry = entry_of(message)
                if entry.stream in parked:
                    await self._insert_parked(connection, message, entry.stream, "behind a parked event", 0)
                else:
                    applied += await apply_entry(connection, self.projection, entry)
            reached = batch[-1].sequence
            if self.projection.after_batch is not None:
                await self.projection.after_batch(connection, applied, self.projection.source, reached)
            await self._advance(connection, position, reached)

    async def _park(self, message: Message, position: int, error: str) -> None:
        try:
            stream = unwrap(message.data).stream
        except UnreadableEvent:
            stream = f"unreadable/{message.sequence}"
        async with self.engine.begin() as connection:
            await self._insert_parked(connection, message, stream, error, _TRIES)
            await self._advance(connection, position, message.sequence)
        _log.error(
            "event_parked", projection=self.projection.name, position=message.sequence, stream=stream, error=error
        )

    async def _insert_parked(
        self, connection: AsyncConnection, message: Message, stream: str, error: str, tries: int
    ) -> None:
        row = {"pos": message.sequence, "stream": stream, "message": message.data, "error": error, "tries": tries}
        await connection.execute(PARK, {**self.projection.key, **row})

    async def _hold(self, connection: AsyncConnection, position: int) -> None:
        """Lock the checkpoint before any row, so that no second projector and no `retry_parked` crosses this one."""
        if await connection.scalar(_LOCK, self.projection.key) != position:
            raise CheckpointMoved(f"checkpoint is no longer {position}")

    async def _advance(self, connection: AsyncConnection, old: int, new: int) -> None:
        moved = await connection.execute(_ADVANCE, {**self.projection.key, "old": old, "new": new})
        if moved.rowcount != 1:
            raise CheckpointMoved(f"checkpoint is no longer {old}")


async def apply_entry(connection: AsyncConnection, projection: Projection, entry: Entry) -> list[Recorded]:
    """Apply one log row; returns what was applied, nothing when the projection does not hear this event."""
    recorded = decode(entry)
    handler = projection.handlers.get(type(recorded.event))
    if handler is None:
        return []
    await handler(connection, recorded.event, recorded)
    return [recorded]


async def retry_parked(engine: AsyncEngine, projection: Projection) -> tuple[int, int]:
    """Apply parked events in order, each in a transaction of its own; returns (resolved, streams still stuck)."""
    resolved, stuck = 0, set[str]()
    while True:
        stream = None
        try:
            async with engine.begin() as connection:
                await connection.execute(_LOCK, projection.key)
                row = (await connection.execute(OLDEST_PARKED, {**projection.key, "stuck": list(stuck)})).first()
                if row is None:
                    return resolved, len(stuck)
                stream = row.stream
                applied = await apply_entry(connection, projection, entry_of(Message(row.pos, row.message)))
                if projection.after_batch is not None:
                    await projection.after_batch(connection, applied, projection.source, row.pos)
                await connection.execute(RESOLVE, {**projection.key, "pos": row.pos})
                resolved += 1
        except Exception as cause:
            if stream is None or is_transient(cause):
                raise
            stuck.add(stream)


def is_transient(cause: BaseException) -> bool:
    """Whether the same may succeed in a moment: database or network is away, or another transaction was faster."""
    if isinstance(cause, DBAPIError) and cause.connection_invalidated:
        return True
    refusal = (
        cause.orig if isinstance(cause, DBAPIError) else cause
    )  # while connecting, asyncpg's own error comes through
    state = str(getattr(refusal, "sqlstate", None) or "")
    return state[:2] in {"08", "40", "53", "55", "57", "58"} or isinstance(cause, OSError | PoolTimeout)


def entry_of(message: Message) -> Entry:
    """The log row in a message. Raises UnreadableEvent."""
    entry = unwrap(message.data)
    if entry.position != message.sequence:
        raise UnreadableEvent(f"position {entry.position} at sequence {message.sequence}")
    return entry
