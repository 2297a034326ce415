"""While NATS is away everybody writes on, and when it is back the stream catches up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from nats.errors import Error as NatsError
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_bus import relay as module
from constancia_bus import streams
from constancia_bus.relay import Relay
from constancia_bus.streams import Bus
from constancia_bus.worker import Task, Worker
from constancia_embedded import nats as embedded
from constancia_events.envelope import unwrap

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
StreamIsLog = Callable[..., Awaitable[int]]
USERS = [embedded.service_user("consultation", "one"), embedded.admin_user("two")]


class Server:
    """A NATS to be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = embedded.start(folder, USERS)

    def kill(self) -> None:
        self.running.process.kill()
        self.running.process.wait()

    async def start(self) -> None:
        self.running = await asyncio.to_thread(embedded.start, self.folder, USERS)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path / "nats")
    yield server
    server.running.stop()


@pytest.fixture
async def operator(server: Server) -> AsyncIterator[Bus]:
    connection = await Bus.connect(SecretStr(server.running.url("admin")), name="operator")
    yield connection
    await connection.close()


@pytest.fixture
def worker(server: Server, engine: AsyncEngine) -> Worker:
    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        bus = await Bus.connect(SecretStr(server.running.url("consultation")), name="worker")
        try:
            relay = Relay(service="consultation", engine=engine, bus=bus, max_bytes=64 * 1024**2, replicas=1)
            yield {"relay": relay.run}
        finally:
            await bus.close()

    return Worker("consultation", tasks)


def sent(operator: Bus, rows: Rows) -> Callable[[], Awaitable[bool]]:
    async def sent() -> bool:
        ((head, staged),) = await rows("select pos, (select count(*) from event_stage) from log_head")
        try:
            info = await streams.find_stream(operator, "consultation")
        except NatsError:
            return False
        return staged == 0 and info is not None and info.state.last_seq == head > 0

    return sent


async def test_f03_killed_under_load_it_loses_and_doubles_nothing(
    server: Server,
    operator: Bus,
    worker: Worker,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    stream_is_log: StreamIsLog,
) -> None:
    written = 0

    async def write() -> None:
        nonlocal written
        while True:
            await say(f"comment/{written % 3}", times=1 if written % 5 else 20)
            written += 1
            await asyncio.sleep(0.005)

    async with running(worker.run):
        async with running(write):
            for down in (0.0, 0.6):
                await asyncio.sleep(0.8)
                server.kill()
                before = written
                await asyncio.sleep(down)
                await server.start()
                await asyncio.sleep(0.2)
                assert written > before  # nobody waits for NATS
        await until(sent(operator, rows), within=30)
    assert await stream_is_log(operator) > 100


async def test_f08_a_wiped_store_is_filled_again_without_a_new_event(
    server: Server,
    operator: Bus,
    worker: Worker,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    stream_is_log: StreamIsLog,
) -> None:
    await say(times=30)
    async with running(worker.run):
        await until(sent(operator, rows))
        server.kill()
        for file in sorted((server.folder / "jetstream").rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        await server.start()
        await until(sent(operator, rows), within=30)
    assert await stream_is_log(operator) == 30


async def test_a_worker_that_is_told_to_end_ends_though_nats_is_away(
    server: Server, worker: Worker, operator: Bus, say: Say, rows: Rows, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of the last sending took the place of the cancellation: the task was begun again, for ever."""
    monkeypatch.setattr(module, "_STOP_SECONDS", 0.5)
    task = asyncio.create_task(worker.run())
    await say()
    await until(sent(operator, rows))
    server.kill()
    await say()
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done
    with pytest.raises(asyncio.CancelledError):
        task.result()
    await server.start()


async def test_the_stream_has_the_shape_that_keeps_events(
    server: Server, worker: Worker, operator: Bus, say: Say, rows: Rows, running: Running, until: Until
) -> None:
    await say()
    async with running(worker.run):
        await until(sent(operator, rows))
    info = await operator.jetstream.stream_info("EV_CONSULTATION")
    ((epoch,),) = await rows("select epoch from log_head")
    assert (info.config.max_age or 0, info.config.max_msgs, info.config.discard) == (0, -1, "new")
    assert (info.config.deny_delete, info.config.deny_purge) == (True, True)
    assert streams.epoch_of(info) == epoch
    message = await operator.jetstream.get_msg("EV_CONSULTATION", 1)
    assert unwrap(message.data or b"").position == 1
    assert message.subject == streams.subject("consultation", "comment/a", "consultation.comment_received.v1")
