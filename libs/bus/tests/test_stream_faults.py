"""A stream that was purged, lost, filled or exchanged is made anew from the log, or left alone; nothing is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from nats.js.errors import APIError, ServerError

from constancia_bus import relay as module
from constancia_bus.relay import Refused, Relay, StreamMismatch
from constancia_bus.streams import Bus, create_stream, find_stream

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
StreamIsLog = Callable[..., Awaitable[int]]
ARelay = Callable[..., Relay]
STREAM = "EV_CONSULTATION"


async def last_sequence(bus: Bus) -> int:
    return (await bus.jetstream.stream_info(STREAM)).state.last_seq


async def test_f06_nobody_can_purge_the_stream_nor_delete_from_it(
    a_relay: ARelay, operator: Bus, say: Say, running: Running, until: Until, sent: Any, stream_is_log: StreamIsLog
) -> None:
    await say(times=4)
    async with running(a_relay().run):
        await until(sent)
    with pytest.raises(APIError):
        await operator.jetstream.purge_stream(STREAM)
    with pytest.raises(APIError):
        await operator.jetstream.delete_msg(STREAM, 2)
    config = (await operator.jetstream.stream_info(STREAM)).config
    with pytest.raises(ServerError, match="can not cancel deny purge"):
        await operator.jetstream.update_stream(config.evolve(deny_purge=False))
    assert await stream_is_log() == 4


async def test_f06_a_stream_that_lost_its_beginning_is_made_anew(
    a_relay: ARelay,
    operator: Bus,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    sent: Any,
    stream_is_log: StreamIsLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.0)
    ((epoch,),) = await rows("select epoch from log_head")
    await operator.jetstream.add_stream(
        name=STREAM, subjects=["ev.consultation.>"], metadata={"epoch": epoch}, allow_atomic=True
    )  # an operator's own, which may be purged
    await say(times=20)
    async with running(a_relay().run):
        await until(sent)
        await operator.jetstream.purge_stream(STREAM)
        assert (await operator.jetstream.stream_info(STREAM)).state.first_seq == 21

        async def whole() -> bool:
            info = await find_stream(operator, "consultation")
            return info is not None and info.state.messages == 20 and info.state.first_seq == 1

        await until(whole)
        await say()
        await until(sent)
    assert await stream_is_log() == 21


async def test_f08_a_stream_that_was_deleted_is_made_anew_from_the_log(
    a_relay: ARelay, operator: Bus, say: Say, running: Running, until: Until, sent: Any, stream_is_log: StreamIsLog
) -> None:
    async with running(a_relay().run):
        await say(times=30)
        await until(sent)
        await operator.jetstream.delete_stream(STREAM)
        await say()
        await until(sent)
        assert await stream_is_log() == 31


async def test_f08_a_deleted_stream_is_noticed_without_a_new_event(
    a_relay: ARelay,
    operator: Bus,
    say: Say,
    running: Running,
    until: Until,
    sent: Any,
    stream_is_log: StreamIsLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An idle relay had nothing to send and never looked: readers waited for a stream that nobody made."""
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.0)
    await say(times=3)
    async with running(a_relay().run):
        await until(sent)
        await operator.jetstream.delete_stream(STREAM)
        await until(sent)
    assert await stream_is_log() == 3


async def test_f09_a_stream_ahead_of_the_log_is_never_written_to(
    a_relay: ARelay, operator: Bus, say: Say, rows: Rows, running: Running, until: Until, sent: Any
) -> None:
    await say(times=20)
    async with running(a_relay().run):
        await until(sent)
    await rows("delete from event_log where pos > 12")  # the database comes back from an older backup
    await rows("update log_head set pos = 12")
    await rows("update thing set version = 12")
    await say(times=3)
    with pytest.raises(StreamMismatch):
        await a_relay().run()
    assert await last_sequence(operator) == 20
    assert await rows("select count(*) from event_stage") == [(3,)]


async def test_f09_a_stream_of_another_log_is_never_written_to(
    a_relay: ARelay, operator: Bus, nats: Bus, say: Say
) -> None:
    await create_stream(nats, "consultation", epoch="another", max_bytes=1024**2, replicas=1)
    await say()
    with pytest.raises(StreamMismatch):
        await a_relay().run()
    assert await last_sequence(operator) == 0


async def test_f21_a_full_stream_loses_nothing_and_drains_when_its_limit_is_raised(
    a_relay: ARelay,
    operator: Bus,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    sent: Any,
    stream_is_log: StreamIsLog,
) -> None:
    await say(times=100)
    with pytest.raises(Refused) as refusal:
        await a_relay(max_bytes=20_000).run()
    assert refusal.value.code == 10077
    for _ in range(60):
        await say()
    with pytest.raises(Refused):
        await a_relay(max_bytes=20_000).run()
    assert await rows("select pos from log_head") == [(160,)]  # the log grows on
    async with running(a_relay(max_bytes=1024**2).run):
        await until(sent)
    assert (await operator.jetstream.stream_info(STREAM)).config.deny_purge
    assert await stream_is_log() == 160
