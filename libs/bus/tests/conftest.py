"""A service as small as one can be: a state table, the library's tables, and a stream that its own NATS user owns."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from nats.js.errors import APIError
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus import migration
from constancia_bus.projection import Handler, Projection, Projector
from constancia_bus.reader import ordered_reader
from constancia_bus.relay import Relay
from constancia_bus.signal import CommitSignal
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_embedded import provisioning
from constancia_embedded.blocking import finish
from constancia_events.consultation import CommentReceived
from constancia_events.envelope import Entry, wrap
from constancia_events.event import Recorded
from constancia_events.vocabulary import Sector
from constancia_runtime.clock import SystemClock
from constancia_testing.servers import Servers

SERVICE = "consultation"
TABLES = (
    *migration._EVENT_LOG,
    *migration._PROJECTIONS,
    *migration._EFFECTS,
    "create table thing (key text primary key, version bigint not null)",
    "create table seen (n bigint generated always as identity, pos bigint, stream text, version bigint)",
    "create table tally (stream text primary key, n bigint not null)",
)

COUNT = text("insert into tally values (:stream, 1) on conflict (stream) do update set n = tally.n + 1")
SEE = text("insert into seen (pos, stream, version) values (:pos, :stream, :version)")

Say = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[Any]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]


@pytest.fixture(scope="session")
def template(servers: Servers) -> Iterator[str]:
    name, password = f"constancia_bus_{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    url = provisioning.provision_all(servers.admin_url, {name: password})[name]

    async def make() -> None:
        engine = create_engine(SecretStr(url), pool=1, name="bus-tests")
        async with engine.begin() as connection:
            for statement in TABLES:
                await connection.execute(text(statement))
        await engine.dispose()

    finish(make())
    yield url
    provisioning.drop_all(servers.admin_url, databases=(name,), roles=(name,))


@pytest.fixture
def database_url(servers: Servers, template: str) -> Iterator[SecretStr]:
    """A fresh database of the small service."""
    name = template.partition("?")[0].rpartition("/")[2]
    copy = f"{name}_{secrets.token_hex(4)}"
    provisioning.copy_one(servers.admin_url, template=name, name=copy, owner=name)
    yield SecretStr(template.replace(f"/{name}?", f"/{copy}?"))
    provisioning.drop_all(servers.admin_url, databases=(copy,))


@pytest.fixture
async def engine(database_url: SecretStr) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url, pool=12, name="bus-tests")
    yield engine
    await engine.dispose()


@pytest.fixture
async def nats(bus: Mapping[str, str]) -> AsyncIterator[Bus]:
    """The connection that the service itself has, with its rights and no more."""
    connection = await Bus.connect(SecretStr(bus[SERVICE]), name="bus-tests")
    yield connection
    await connection.close()


@pytest.fixture
async def operator(bus: Mapping[str, str]) -> AsyncIterator[Bus]:
    """The connection of somebody who may do everything."""
    connection = await Bus.connect(SecretStr(bus["admin"]), name="operator")
    yield connection
    await connection.close()


@pytest.fixture
def transactions(engine: AsyncEngine, database_url: SecretStr) -> Transactions:
    return Transactions(engine, SystemClock(), CommitSignal(database_url))


@pytest.fixture
def say(transactions: Transactions) -> Say:
    """State `times` facts of one thing in one transaction, as a command does: state row first, then the events."""

    async def say(key: str = "comment/a", *, times: int = 1, fail: bool = False, subject: str = "año") -> None:
        async with transactions(actor="test") as tx:
            bump = (
                "insert into thing values (:key, :times) on conflict (key) do update"
                " set version = thing.version + :times returning version"
            )
            version = await tx.connection.scalar(text(bump), {"key": key, "times": times})
            for n in range(version - times + 1, version + 1):
                event = CommentReceived(
                    consultation=subject, comment=f"{key} {n}", sector=Sector.CITIZEN, received_at=datetime.now(UTC)
                )
                tx.record(event, stream=key, version=n)
            if fail:
                await tx.flush()
                raise ZeroDivisionError

    return say


@pytest.fixture
def rows(engine: AsyncEngine) -> Rows:
    async def rows(statement: str, **values: object) -> list[tuple[Any, ...]]:
        async with engine.begin() as connection:
            found = await connection.execute(text(statement), values)
            return [tuple(row) for row in found] if found.returns_rows else []

    return rows


@pytest.fixture
def a_relay(engine: AsyncEngine, nats: Bus) -> Callable[..., Relay]:
    def a_relay(bus: Bus = nats, max_bytes: int = 64 * 1024**2) -> Relay:
        return Relay(service=SERVICE, engine=engine, bus=bus, max_bytes=max_bytes, replicas=1)

    return a_relay


@pytest.fixture
def running() -> Running:
    """Run coroutines like a worker as long as the block; whatever they raised by then is raised here."""

    @asynccontextmanager
    async def running(*works: Callable[[], Awaitable[None]]) -> AsyncIterator[list["asyncio.Task[None]"]]:
        async def work(one: Callable[[], Awaitable[None]]) -> None:
            await one()

        async with AsyncExitStack() as stack:
            tasks = [asyncio.create_task(work(one)) for one in works]
            stack.push_async_callback(_end, tasks)
            yield tasks

    return running


async def _end(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError):
            raise ended


@pytest.fixture
def until() -> Until:
    """Wait until a question is answered with true, at most `within` seconds."""

    async def until(ask: Callable[[], Awaitable[object]], *, within: float = 15) -> None:
        async with asyncio.timeout(within):
            while not await ask():  # noqa: ASYNC110 - what is asked is in a database or a server
                await asyncio.sleep(0.02)

    return until


@pytest.fixture
def stream_is_log(engine: AsyncEngine, operator: Bus) -> Callable[..., Awaitable[int]]:
    """Check that the stream holds the log byte for byte at seq == pos; gives how many events there are."""

    async def stream_is_log(bus: Bus = operator) -> int:
        async with engine.connect() as connection:
            log = (await connection.execute(text("select * from event_log order by pos"))).all()
            assert await connection.scalar(text("select count(*) from event_stage")) == 0
        found = await _whole_stream(bus, len(log))
        assert [sequence for sequence, _ in found] == [row.pos for row in log] == list(range(1, len(log) + 1))
        for (_, data), row in zip(found, log, strict=True):
            assert data == wrap(_entry(row))
        return len(log)

    return stream_is_log


async def _whole_stream(bus: Bus, expected: int) -> list[tuple[int, bytes]]:
    info = await bus.jetstream.stream_info(f"EV_{SERVICE.upper()}")
    assert info.state.last_seq == expected
    found: list[tuple[int, bytes]] = []
    if expected:
        async with ordered_reader(bus, SERVICE, name="all", after=0) as reader, asyncio.timeout(20):
            batches = reader.batches()
            while len(found) < expected:
                found += [(m.sequence, m.data) for m in await anext(batches)]
            await batches.aclose()
    return found


def _entry(row: Any) -> Entry:
    causation = None if row.causation is None else str(row.causation)
    return Entry(
        event_id=str(row.event_id),
        source=SERVICE,
        type=row.type,
        position=row.pos,
        stream=row.stream,
        version=row.version,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        correlation=row.correlation,
        causation=causation,
        body=row.body,
    )


@pytest.fixture
def received() -> Handler:
    """Counts and lists the comments; right only because an event is applied once."""
    return _received


@pytest.fixture
def cured(received: Handler) -> Handler:
    """The handler after its fix."""

    async def cured(connection: AsyncConnection, event: CommentReceived, recorded: Recorded) -> None:
        await received(connection, event.model_copy(update={"consultation": "cured"}), recorded)

    return cured


@pytest.fixture
def a_projection(received: Handler) -> Callable[..., Projection]:
    def a_projection(handler: Handler = received) -> Projection:
        return Projection(name="tally", version=1, source=SERVICE, handlers={CommentReceived: handler})

    return a_projection


async def _received(connection: AsyncConnection, event: CommentReceived, recorded: Recorded) -> None:
    """Count and list; safe only because an event is applied once."""
    await connection.execute(COUNT, {"stream": recorded.stream})
    row = {"pos": recorded.position, "stream": recorded.stream, "version": recorded.version}
    await connection.execute(SEE, row)
    if event.consultation == "poison":
        raise ZeroDivisionError


@pytest.fixture
async def relay(a_relay: Callable[..., Relay], running: Running) -> AsyncIterator[Relay]:
    relay = a_relay()
    async with running(relay.run):
        yield relay


@pytest.fixture
def projector(a_projection: Callable[..., Projection], engine: AsyncEngine, nats: Bus) -> Projector:
    return Projector(a_projection(), engine, nats)


@pytest.fixture
def caught_up(rows: Rows) -> Callable[..., Awaitable[bool]]:
    async def caught_up() -> bool:
        found = await rows(
            "select h.pos = c.pos from log_head h, projection_checkpoint c where not exists (select from event_stage)"
        )
        return found == [(True,)]

    return caught_up


@pytest.fixture
def folded(rows: Rows) -> Callable[..., Awaitable[int]]:
    """Check that the read model is the fold of the log without what is parked; gives how many events it holds."""

    async def folded() -> int:
        log = await rows(
            "select pos, stream, version from event_log where pos not in"
            " (select pos from projection_parked where resolved_at is null) order by pos"
        )
        seen = await rows("select pos, stream, version from seen order by n")
        assert sorted(seen) == log
        for stream in {stream for _, stream, _ in seen}:
            versions = [version for _, s, version in seen if s == stream]
            assert versions == sorted(versions)
            assert await rows("select n from tally where stream = :s", s=stream) == [(len(versions),)]
        return len(seen)

    return folded


@pytest.fixture
def sent(operator: Bus, rows: Rows) -> Callable[[], Awaitable[bool]]:
    """Whether everything that was staged is in the stream."""

    async def sent() -> bool:
        ((head, staged),) = await rows("select pos, (select count(*) from event_stage) from log_head")
        try:
            return bool(staged == 0 and await _last_sequence(operator) == head)
        except APIError:
            return False

    return sent


async def _last_sequence(bus: Bus) -> int:
    return (await bus.jetstream.stream_info(f"EV_{SERVICE.upper()}")).state.last_seq
