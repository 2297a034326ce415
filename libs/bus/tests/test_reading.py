"""A reader skips nothing: a gap, a silence or a lost consumer makes it begin again at the checkpoint."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from structlog.testing import capture_logs

from constancia_bus import projection as module
from constancia_bus import reader
from constancia_bus.projection import Projector
from constancia_bus.relay import Relay
from constancia_bus.streams import Bus

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
STREAM = "EV_CONSULTATION"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.05)


async def test_f17_a_consumer_deleted_on_the_server_is_made_again_at_the_checkpoint(
    relay: Relay,
    projector: Projector,
    operator: Bus,
    say: Say,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
) -> None:
    """Deleting what was already deleted failed, and took the projector down with it."""
    await say(times=5)
    async with running(projector.run) as (task,):
        await until(caught_up)
        for consumer in await operator.jetstream.consumers_info(STREAM):
            await operator.jetstream.delete_consumer(STREAM, consumer.name)
        await say(times=5)
        relay.wake.set()
        await until(caught_up)
        assert not task.done()
    assert await folded() == 10


async def test_f17_a_message_that_does_not_follow_is_never_applied(
    relay: Relay,
    projector: Projector,
    nats: Bus,
    say: Say,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = reader.OrderedReader._take
    dropped: list[int] = []

    async def lossy(self: reader.OrderedReader, message: Any) -> None:
        if message.data and len(dropped) < 4 and message.metadata.sequence.stream % 7 == 0:
            dropped.append(message.metadata.sequence.stream)
        else:
            await real(self, message)

    monkeypatch.setattr(reader.OrderedReader, "_take", lossy)
    await say(times=30)
    async with running(projector.run):
        await until(caught_up)
    assert await folded() == 30
    assert dropped


async def test_f18_events_one_by_one_all_arrive_though_the_requests_expire(
    relay: Relay,
    projector: Projector,
    say: Say,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "_EXPIRES_SECONDS", 1)
    monkeypatch.setattr(reader, "_HEARTBEAT_SECONDS", 0.4)
    async with running(projector.run):
        for _ in range(4):
            await asyncio.sleep(1.1)
            await say()
            relay.wake.set()
            await until(caught_up, within=1)
    assert await folded() == 4


async def test_f18_a_silent_server_is_left_after_two_heartbeats(
    relay: Relay,
    projector: Projector,
    say: Say,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "_HEARTBEAT_SECONDS", 0.2)
    real, silent = reader.OrderedReader._pull, 1

    async def lost(self: reader.OrderedReader) -> None:
        nonlocal silent
        if silent and not self._asked:
            silent -= 1
            self._asked = 2 * reader.PULL  # believed to be outstanding, as after a reconnect
        await real(self)

    monkeypatch.setattr(reader.OrderedReader, "_pull", lost)
    await say(times=2)
    async with running(projector.run):
        await until(caught_up, within=5)
    assert await folded() == 2


async def test_f04_nothing_is_applied_while_the_stream_is_behind_the_checkpoint(
    relay: Relay,
    projector: Projector,
    operator: Bus,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
) -> None:
    await say(times=10)
    async with running(projector.run):
        await until(caught_up)
        await operator.jetstream.delete_stream(STREAM)
        await say(times=3)
        relay.wake.set()
        await until(caught_up)
    assert await folded() == 13


async def test_waiting_for_a_stream_is_said_once(
    projector: Projector, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It filled the log twice a second until the first event of the other service."""
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.02)
    with capture_logs() as logs:
        async with running(projector.run):
            await asyncio.sleep(0.4)
    assert [log["cause"] for log in logs if log["event"] == "reading_again"] == ["no stream yet"]
