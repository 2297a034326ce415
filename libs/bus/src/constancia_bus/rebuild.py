"""Builds a read model anew from the log while the old one serves, then puts it in the place of the old one at once.

The new rows are made in a schema of their own (`rebuild_<name>`), by the same handlers. When they have come as far as
the old ones, one transaction holds the checkpoint, replaces the rows, and moves the checkpoint: whoever reads sees the
old read model or the new one, whole. A rebuild that dies leaves nothing but that schema, which the next one drops.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateIndex, CreateTable

from constancia_bus.ending import end_if_told
from constancia_bus.projection import Projection, apply_entry, entry_of, is_transient
from constancia_bus.reader import ReadingInterrupted, ordered_reader
from constancia_bus.streams import Bus, epoch_of, find_stream
from constancia_db.engine import create_engine
from constancia_runtime.logs import place_of

_log = structlog.get_logger(__name__)
_POLL_SECONDS: Final = 1.0
_CHECKPOINT: Final = text(
    "select epoch, pos from projection_checkpoint where name = :name and version = :version and source = :source"
    " for update"
)
_PUT: Final = text(
    "insert into projection_checkpoint (name, version, source, epoch, pos)"
    " values (:name, :version, :source, :epoch, :pos)"
    " on conflict (name, version, source) do update set epoch = excluded.epoch, pos = excluded.pos"
)
_RESOLVE: Final = text(
    "update projection_parked set resolved_at = now() where name = :name and version = :version and source = :source"
    " and pos <= :pos and resolved_at is null"
)
_WAITING: Final = text("select id, name from projection_rebuilds where state in ('waiting', 'running') order by id")
_CLAIM: Final = text("select pg_try_advisory_lock(hashtextextended('rebuild/' || :name, 7))")
_RELEASE: Final = text("select pg_advisory_unlock(hashtextextended('rebuild/' || :name, 7))")
_STEP: Final = text("update projection_rebuilds set state = 'running', done = :done, total = :total where id = :id")
_END: Final = text("update projection_rebuilds set state = :state, error = :error, ended_at = now() where id = :id")

Progress = Callable[[int, int], Awaitable[None]]
"""Told after every batch: how many events are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """The rebuilding of one read model; `engine` is the one that serves."""

    projection: Projection
    engine: AsyncEngine
    bus: Bus
    database_url: SecretStr

    @property
    def _schema(self) -> str:
        return f"rebuild_{self.projection.name}"

    async def run(self, progress: Progress) -> int:
        """Build and swap; gives the position up to which the new one has come. Raises what a handler raises.

        An event that cannot be applied stops it, and the old read model stays.
        """
        async with self._aside() as aside:
            while True:
                end_if_told()
                try:
                    return await self._follow(aside, progress)
                except ReadingInterrupted:  # the stream may be another one now: from its beginning
                    await self._empty(aside)
                    await asyncio.sleep(_POLL_SECONDS)

    async def _follow(self, aside: AsyncEngine, progress: Progress) -> int:
        position, info = 0, await find_stream(self.bus, self.projection.source)
        if info is None:
            raise ReadingInterrupted("no stream yet")
        epoch, last = epoch_of(info), info.state.last_seq
        await progress(position, last)
        if position >= last and await self._swapped(epoch, position):
            return position
        name = f"{self._schema}.v{self.projection.version}"
        async with (
            ordered_reader(self.bus, self.projection.source, name=name, after=position) as reader,
            aclosing(reader.batches()) as batches,
        ):
            async for batch in batches:
                async with aside.begin() as connection:
                    for message in batch:
                        await apply_entry(connection, self.projection, entry_of(message))
                position = batch[-1].sequence
                last = max(last, position)
                await progress(position, last)
                if position == last and await self._swapped(epoch, position):
                    return position
        raise ReadingInterrupted("the stream ended")

    async def _swapped(self, epoch: str, position: int) -> bool:
        """Replace the old rows by the new ones, unless the old ones have come further."""
        key = self.projection.key
        async with self.engine.begin() as connection:
            serving = (await connection.execute(_CHECKPOINT, key)).first()
            if serving is not None and serving.epoch == epoch and serving.pos > position:
                return False
            for table in self.projection.tables:
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                await connection.execute(text(f"delete from {table.name}"))  # noqa: S608 - names of our own
                await connection.execute(
                    text(f"insert into {table.name} ({columns}) select {columns} from {self._schema}.{table.name}")  # noqa: S608
                )
            await connection.execute(_RESOLVE, {**key, "pos": position})
            await connection.execute(_PUT, {**key, "epoch": epoch, "pos": position})
            if self.projection.after_batch is not None:
                await self.projection.after_batch(connection, [], self.projection.source, position)
        return True

    @asynccontextmanager
    async def _aside(self) -> AsyncIterator[AsyncEngine]:
        """An engine that sees the new tables alone, so that no handler can reach the old ones; gone after the block."""
        aside = create_engine(
            self.database_url, pool=1, name=f"rebuild-{self.projection.name}", search_path=self._schema
        )
        try:
            await self._empty(aside)
            yield aside
        finally:
            await aside.dispose()
            async with self.engine.begin() as connection:
                await connection.execute(text(f"drop schema if exists {self._schema} cascade"))

    async def _empty(self, aside: AsyncEngine) -> None:
        """The new tables, without a row."""
        async with aside.begin() as connection:
            await connection.execute(text(f"drop schema if exists {self._schema} cascade"))
            await connection.execute(text(f"create schema {self._schema}"))
            for table in self.projection.tables:
                await connection.execute(CreateTable(table))
                for index in table.indexes:
                    await connection.execute(CreateIndex(index))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilding:
    """One worker's; does what is asked for in `projection_rebuilds`, in order."""

    projections: tuple[Projection, ...]
    engine: AsyncEngine
    bus: Bus
    database_url: SecretStr

    async def run(self) -> None:
        """Rebuild what is asked for until cancelled."""
        while True:
            end_if_told()
            try:
                async with self.engine.connect() as connection:
                    waiting = (await connection.execute(_WAITING)).all()
                for row in waiting:
                    await self._claimed(row.id, row.name)
            except (SQLAlchemyError, OSError) as cause:
                if not is_transient(cause):
                    raise
                _log.warning("rebuild_waits", cause=type(cause).__name__)
            await asyncio.sleep(_POLL_SECONDS)

    async def _claimed(self, asked: int, name: str) -> None:
        known: Mapping[str, Projection] = {one.name: one for one in self.projections}
        async with self.engine.connect() as bare:
            claim = await bare.execution_options(isolation_level="AUTOCOMMIT")
            if not await claim.scalar(_CLAIM, {"name": name}):
                return
            try:
                if name not in known:
                    await _end(claim, asked, "no such read model")
                    return
                rebuild = Rebuild(
                    projection=known[name], engine=self.engine, bus=self.bus, database_url=self.database_url
                )
                await self._carried_out(claim, asked, rebuild)
            finally:
                await claim.execute(_RELEASE, {"name": name})

    async def _carried_out(self, claim: AsyncConnection, asked: int, rebuild: Rebuild) -> None:
        async def progress(done: int, total: int) -> None:
            await claim.execute(_STEP, {"id": asked, "done": done, "total": total})

        try:
            await rebuild.run(progress)
        except asyncio.CancelledError:
            raise
        except Exception as cause:
            if is_transient(cause):
                raise
            _log.error("rebuild_failed", projection=rebuild.projection.name, at=place_of(cause))
            await _end(claim, asked, place_of(cause))
        else:
            await _end(claim, asked, None)


async def _end(claim: AsyncConnection, asked: int, error: str | None) -> None:
    await claim.execute(_END, {"id": asked, "state": "failed" if error else "done", "error": error})
