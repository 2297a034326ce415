"""The stream is the log: each event once, in order, at its position, whoever else relays and whenever it is killed."""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from nats.aio.msg import Msg
from pydantic import SecretStr

from constancia_bus import relay as module
from constancia_bus.relay import Refused, Relay, StreamMismatch
from constancia_bus.streams import Bus, find_stream

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
StreamIsLog = Callable[..., Awaitable[int]]
ARelay = Callable[..., Relay]
STREAM = "EV_CONSULTATION"
LOCKS = (
    "select 1 from pg_locks join pg_database d on d.oid = database"
    " where locktype = 'advisory' and datname = current_database()"
)


async def unable(*_: object) -> None:
    raise ConnectionError


@pytest.mark.parametrize("times", [1, 16, 17, 1_000, 1_350])
async def test_every_event_is_sent_once_at_its_position(
    times: int, a_relay: ARelay, say: Say, running: Running, until: Until, sent: Any, stream_is_log: StreamIsLog
) -> None:
    await say("comment/first")
    await say("comment/árbol", times=times)
    async with running(a_relay().run):
        await until(sent)
    assert await stream_is_log() == times + 1


async def test_events_staged_while_it_runs_follow(
    a_relay: ARelay, say: Say, running: Running, until: Until, sent: Any, stream_is_log: StreamIsLog
) -> None:
    relay = a_relay()
    async with running(relay.run):
        for n in range(5):
            await say(f"comment/{n}", times=n + 1)
            relay.wake.set()
        await until(sent)
    assert await stream_is_log() == 15


async def test_a_relay_that_is_told_to_end_sends_what_is_staged_first(
    a_relay: ARelay, say: Say, running: Running, stream_is_log: StreamIsLog, until: Until, sent: Any
) -> None:
    async with running(a_relay().run):
        await until(sent)
        await say(times=40)
    assert await stream_is_log() == 40


async def test_f01_killed_at_any_instant_it_loses_and_doubles_nothing(
    database_url: SecretStr,
    bus: Mapping[str, str],
    a_relay: ARelay,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    sent: Any,
    stream_is_log: StreamIsLog,
) -> None:
    chance = random.Random(1)
    script = Path(__file__).with_name("one_relay.py")

    async def write() -> None:
        while True:
            await say(f"comment/{chance.randrange(3)}", times=chance.choice((1, 1, 5, 40)))
            await asyncio.sleep(0.03)

    async with running(write):
        for _ in range(4):
            process = await asyncio.create_subprocess_exec(
                sys.executable, script, database_url.get_secret_value(), bus["consultation"]
            )
            before = await head(rows)
            await until(lambda before=before: _grown(rows, before))
            await asyncio.sleep(chance.random() * 0.3)
            process.kill()
            assert await process.wait() == -9
    async with running(a_relay().run):
        await until(sent)
    assert await stream_is_log() > 100


async def head(rows: Rows) -> int:
    ((position,),) = await rows("select pos from log_head")
    return int(position)


async def _grown(rows: Rows, before: int) -> bool:
    return await head(rows) > before


async def test_f01_an_event_whose_acknowledgement_was_lost_is_not_sent_twice(
    a_relay: ARelay,
    say: Say,
    running: Running,
    until: Until,
    sent: Any,
    stream_is_log: StreamIsLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = Relay._request

    async def unheard(self: Relay, *arguments: Any) -> None:
        await real(self, *arguments)
        raise TimeoutError

    await say(times=3)
    with monkeypatch.context() as patch:
        patch.setattr(Relay, "_request", unheard)
        with pytest.raises(TimeoutError):
            await a_relay().run()
    await say(times=2)
    async with running(a_relay().run):
        await until(sent)
    assert await stream_is_log() == 5


async def test_f02_of_two_relays_without_a_lock_one_is_refused_and_goes_on(
    a_relay: ARelay,
    operator: Bus,
    say: Say,
    running: Running,
    until: Until,
    sent: Any,
    stream_is_log: StreamIsLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused: list[int] = []
    real = Relay._request

    async def counted(self: Relay, *arguments: Any) -> None:
        try:
            await real(self, *arguments)
        except Refused as refusal:
            refused.append(refusal.code)
            raise

    async def leads(_self: Relay, _connection: object) -> bool:
        return True

    monkeypatch.setattr(Relay, "_request", counted)
    monkeypatch.setattr(Relay, "_leads", leads)
    one, other = a_relay(), a_relay(operator)
    async with running(one.run, other.run):
        for n in range(60):
            await say(f"comment/{n % 4}", times=25 if n % 10 == 0 else 1)
            one.wake.set()
            other.wake.set()
        await until(sent)
    assert set(refused) == {10071}
    assert await stream_is_log() == 54 + 6 * 25


async def test_a_relay_that_sends_while_another_opens_is_no_mismatch(
    a_relay: ARelay, say: Say, running: Running, until: Until, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It read the head first and the stream then: what another relay sent in between looked like a foreign tail."""
    real = find_stream

    async def meanwhile(bus: Bus, service: str) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(module, "find_stream", real)
            patch.setattr(Relay, "_leads", lambda *_: asyncio.sleep(0, result=True))
            await say(times=2)
            async with running(a_relay().run):
                await until(sent)
        return await real(bus, service)

    monkeypatch.setattr(module, "find_stream", meanwhile)
    async with running(a_relay().run) as (task,):
        await asyncio.sleep(0.5)
        assert not task.done()


async def test_only_one_relay_leads_and_the_next_takes_over_when_it_ends(
    a_relay: ARelay, operator: Bus, say: Say, running: Running, until: Until, sent: Any, stream_is_log: StreamIsLog
) -> None:
    async with running(a_relay(operator).run):
        async with running(a_relay().run):
            await until(sent)
        await say(times=3)
        await until(sent)
    assert await stream_is_log() == 3


async def test_a_relay_that_failed_does_not_lock_out_its_successor(
    a_relay: ARelay,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    sent: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its connection went back to the pool with the session's advisory lock, and the next relay got another one."""
    await say()
    with monkeypatch.context() as patch:
        patch.setattr(Relay, "_send", unable)
        with pytest.raises(ConnectionError):
            await a_relay().run()
    assert await rows(LOCKS) == []
    async with running(a_relay().run):
        await until(sent)


async def test_f07_no_message_id_is_ever_sent(
    a_relay: ARelay, operator: Bus, say: Say, running: Running, until: Until, sent: Any
) -> None:
    await say()
    async with running(a_relay().run):
        await until(sent)
        await say(times=20)
        await until(sent)
    for position in (1, 2, 21):
        headers = (await operator.jetstream.get_msg(STREAM, position)).headers or {}
        assert headers["Content-Type"] == "application/cloudevents+json"
        assert headers["traceparent"].startswith("00-")
        assert not {name for name in headers if name.lower() == "nats-msg-id"}


async def test_f07_an_acknowledgement_that_says_duplicate_is_an_error(
    a_relay: ARelay, nats: Bus, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def duplicate(*_: object, **__: object) -> Msg:
        return Msg(nats.client, data=b'{"stream": "EV_CONSULTATION", "seq": 1, "duplicate": true}')

    relay = a_relay()
    with pytest.raises(StreamMismatch):
        await _send_one(relay, duplicate, monkeypatch)


async def _send_one(relay: Relay, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay.bus.client, "request", answer)
    await relay._request(module._Message(1, "ev.consultation.x", {}, b"{}"), 0)
