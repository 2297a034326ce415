"""A read model is a fold of the log: every event once, in order, or parked with all that follow it in its stream."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from structlog.testing import capture_logs

from constancia_bus import projection as module
from constancia_bus import reader
from constancia_bus.projection import (
    CheckpointMoved,
    EpochChanged,
    Projection,
    Projector,
    is_transient,
    retry_parked,
)
from constancia_bus.relay import Relay
from constancia_bus.streams import Bus, find_stream
from constancia_events.consultation import CommentReceived
from constancia_events.event import Recorded
from constancia_runtime.logs import place_of

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
ARelay = Callable[..., Relay]
STREAM = "EV_CONSULTATION"
COUNT = text("insert into tally values (:stream, 1) on conflict (stream) do update set n = tally.n + 1")
SEE = text("insert into seen (pos, stream, version) values (:pos, :stream, :version)")


async def received(connection: AsyncConnection, event: CommentReceived, recorded: Recorded) -> None:
    """Count and list; safe only because an event is applied once."""
    await connection.execute(COUNT, {"stream": recorded.stream})
    row = {"pos": recorded.position, "stream": recorded.stream, "version": recorded.version}
    await connection.execute(SEE, row)
    if event.consultation == "poison":
        raise ZeroDivisionError


async def cured(connection: AsyncConnection, event: CommentReceived, recorded: Recorded) -> None:
    await received(connection, event.model_copy(update={"consultation": "cured"}), recorded)


def a_projection(handler: Any = received) -> Projection:
    return Projection(name="tally", version=1, source="consultation", handlers={CommentReceived: handler})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.05)


@pytest.fixture
async def relay(a_relay: ARelay, running: Running) -> AsyncIterator[Relay]:
    relay = a_relay()
    async with running(relay.run):
        yield relay


@pytest.fixture
def projector(engine: AsyncEngine, nats: Bus) -> Projector:
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


async def test_every_event_is_applied_once_and_in_order(
    relay: Relay, projector: Projector, say: Say, running: Running, until: Until, caught_up: Any, folded: Any
) -> None:
    await say(times=600)
    async with running(projector.run):
        await until(caught_up)
        for n in range(10):
            await say(f"comment/{n % 3}")
            relay.wake.set()
        await until(caught_up)
    assert await folded() == 610


async def test_a_restart_begins_at_the_checkpoint(
    relay: Relay, projector: Projector, say: Say, running: Running, until: Until, caught_up: Any, folded: Any
) -> None:
    for _ in range(3):
        await say(times=20)
        async with running(projector.run):
            await until(caught_up)
    assert await folded() == 60


async def test_f15_what_is_delivered_again_changes_nothing(
    relay: Relay, projector: Projector, nats: Bus, say: Say, running: Running, until: Until, caught_up: Any, folded: Any
) -> None:
    await say(times=8)
    async with running(projector.run):
        await until(caught_up)
    async with reader.ordered_reader(nats, "consultation", name="again", after=0) as again:
        batches = again.batches()
        batch = await anext(batches)
        await batches.aclose()
    with pytest.raises(CheckpointMoved):
        await projector._apply(batch, 0)
    assert await folded() == 8


async def test_f16_two_projectors_on_one_read_model_count_once(
    relay: Relay, engine: AsyncEngine, nats: Bus, operator: Bus, say: Say, running: Running, until: Until,
    caught_up: Any, folded: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    lost = 0
    real = Projector._apply

    async def counted(self: Projector, *arguments: Any) -> None:
        nonlocal lost
        try:
            await real(self, *arguments)
        except CheckpointMoved:
            lost += 1
            raise

    monkeypatch.setattr(Projector, "_apply", counted)
    one, other = Projector(a_projection(), engine, nats), Projector(a_projection(), engine, operator)
    async with running(one.run, other.run):
        for n in range(60):
            await say(f"comment/{n % 3}", times=3)
            relay.wake.set()
            await asyncio.sleep(0.02)
        await until(caught_up)
    assert await folded() == 180
    assert lost > 0


async def test_a_failure_between_rows_and_checkpoint_applies_once(
    relay: Relay, projector: Projector, say: Say, running: Running, until: Until, caught_up: Any, folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    real, failures = Projector._advance, 2

    async def failing(self: Projector, *arguments: Any) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise ZeroDivisionError
        await real(self, *arguments)

    monkeypatch.setattr(Projector, "_advance", failing)
    await say(times=5)
    async with running(projector.run):
        await until(caught_up)
    assert await folded() == 5


async def test_killed_at_any_instant_it_applies_once(
    relay: Relay, projector: Projector, database_url: SecretStr, bus: Mapping[str, str], say: Say, rows: Rows,
    running: Running, until: Until, caught_up: Any, folded: Any,
) -> None:  # fmt: skip
    async def write() -> None:
        while True:
            await say(f"comment/{id(object()) % 3}", times=2)
            relay.wake.set()
            await asyncio.sleep(0.03)

    async def applied() -> int:
        ((count,),) = await rows("select count(*) from seen")
        return int(count)

    script = Path(__file__).with_name("one_projector.py")
    async with running(write):
        for n in range(3):
            before = await applied()
            process = await asyncio.create_subprocess_exec(
                sys.executable, script, database_url.get_secret_value(), bus["reporting"]
            )
            await until(lambda before=before: _more(applied, before))
            await asyncio.sleep(n * 0.037)
            process.kill()
            assert await process.wait() == -9
    async with running(projector.run):
        await until(caught_up)
    assert await folded() > 0


async def _more(count: Callable[[], Awaitable[int]], than: int) -> bool:
    return await count() > than


async def test_f22_a_poison_event_parks_its_stream_and_no_other_and_is_applied_after_the_fix(
    relay: Relay, projector: Projector, engine: AsyncEngine, say: Say, rows: Rows, running: Running, until: Until,
    caught_up: Any, folded: Any,
) -> None:  # fmt: skip
    await say("comment/good", times=3)
    await say("comment/bad")
    await say("comment/bad", subject="poison")
    await say("comment/bad", times=2)
    await say("comment/good", times=3)
    async with running(projector.run):
        await until(caught_up)
        await say("comment/bad")
        await say("comment/other")
        relay.wake.set()
        await until(caught_up)
    assert await rows("select pos, stream, tries from projection_parked order by pos") == [
        (5, "comment/bad", 3), (6, "comment/bad", 0), (7, "comment/bad", 0), (11, "comment/bad", 0),
    ]  # fmt: skip
    assert await folded() == 8
    ((error,),) = await rows("select error from projection_parked where pos = 5")
    assert error.startswith("ZeroDivisionError at test_projection.py:")
    assert await retry_parked(engine, a_projection()) == (0, 1)
    assert await retry_parked(engine, a_projection(cured)) == (4, 0)
    assert await folded() == 12
    assert await rows("select version from seen where stream = 'comment/bad' order by n") == [
        (1,),
        (2,),
        (3,),
        (4,),
        (5,),
    ]


async def test_f22_a_projector_tries_what_is_parked_again_when_it_begins(
    relay: Relay, projector: Projector, engine: AsyncEngine, nats: Bus, say: Say, rows: Rows, running: Running,
    until: Until, caught_up: Any, folded: Any,
) -> None:  # fmt: skip
    await say(subject="poison")
    await say(times=2)
    async with running(projector.run):
        await until(caught_up)
    assert await folded() == 0
    async with running(Projector(a_projection(cured), engine, nats).run):
        await say()
        relay.wake.set()
        await until(caught_up)
    assert await folded() == 4


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("consultation.comment_received.v2", b"{}"),
        ("consultation.comment_praised.v1", b"{}"),
        ("consultation.comment_received.v1", b'{"consultation": 7}'),
    ],
    ids=["newer version", "unknown type", "broken contract"],
)
async def test_f23_what_this_code_cannot_read_is_parked_and_never_skipped(
    type_: str, body: bytes, relay: Relay, projector: Projector, say: Say, rows: Rows, running: Running, until: Until,
    caught_up: Any, folded: Any,
) -> None:  # fmt: skip
    await say("comment/known")
    await rows(
        "insert into event_stage (event_id, stream, version, type, occurred_at, actor, correlation, traceparent, salt, body)"
        " values (gen_random_uuid(), 'comment/new', 1, :type, now(), 'a', 'c', 't', 's', :body)",
        type=type_,
        body=body,
    )
    await say("comment/known")
    async with running(projector.run):
        await until(caught_up)
    assert await rows("select pos, stream, error like 'UnreadableEvent at %' from projection_parked") == [
        (2, "comment/new", True)
    ]
    assert await folded() == 2


async def test_what_is_no_event_at_all_is_parked(
    relay: Relay, projector: Projector, operator: Bus, rows: Rows, running: Running, until: Until
) -> None:
    async def there() -> object:
        return await find_stream(operator, "consultation")

    await until(there)
    await operator.jetstream.publish("ev.consultation.x", b"\xff nonsense")

    async def parked() -> bool:
        return await rows("select pos, stream from projection_parked") == [(1, "unreadable/1")]

    async with running(projector.run):
        await until(parked)


async def test_an_event_at_another_position_stays_parked_when_it_is_tried_again(
    relay: Relay, projector: Projector, engine: AsyncEngine, operator: Bus, say: Say, rows: Rows, running: Running,
    until: Until, caught_up: Any,
) -> None:  # fmt: skip
    """Only the first reading looked at the position: the next start applied what the first one had refused."""
    await say(times=2)
    async with running(projector.run):
        await until(caught_up)
    second = (await operator.jetstream.get_msg(STREAM, 2)).data
    await operator.jetstream.publish("ev.consultation.x", second or b"")

    async def parked() -> bool:
        return await rows("select pos from projection_parked") == [(3,)]

    async with running(projector.run):
        await until(parked)
    assert await retry_parked(engine, a_projection()) == (0, 1)


async def test_trying_again_ends_when_the_database_refuses_the_question(
    relay: Relay, projector: Projector, engine: AsyncEngine, rows: Rows
) -> None:
    """It went round for ever: there was no row yet to name as stuck."""
    await rows("drop table projection_parked")
    async with asyncio.timeout(5):
        with pytest.raises(Exception, match="projection_parked"):
            await retry_parked(engine, a_projection())


async def test_f17_a_consumer_deleted_on_the_server_is_made_again_at_the_checkpoint(
    relay: Relay, projector: Projector, operator: Bus, say: Say, running: Running, until: Until, caught_up: Any,
    folded: Any,
) -> None:  # fmt: skip
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
    relay: Relay, projector: Projector, nats: Bus, say: Say, running: Running, until: Until, caught_up: Any, folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
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
    relay: Relay, projector: Projector, say: Say, running: Running, until: Until, caught_up: Any, folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
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
    relay: Relay, projector: Projector, say: Say, running: Running, until: Until, caught_up: Any, folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
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
    relay: Relay, projector: Projector, operator: Bus, say: Say, rows: Rows, running: Running, until: Until,
    caught_up: Any, folded: Any,
) -> None:  # fmt: skip
    await say(times=10)
    async with running(projector.run):
        await until(caught_up)
        await operator.jetstream.delete_stream(STREAM)
        await say(times=3)
        relay.wake.set()
        await until(caught_up)
    assert await folded() == 13


async def test_a_read_model_of_another_log_is_not_touched(
    relay: Relay, projector: Projector, say: Say, rows: Rows, running: Running, until: Until, caught_up: Any
) -> None:
    await say()
    async with running(projector.run):
        await until(caught_up)
    await rows("update projection_checkpoint set epoch = 'another', pos = 0")
    with pytest.raises(EpochChanged):
        await projector.run()
    assert await rows("select n from tally") == [(1,)]


async def test_a_batch_is_announced_in_its_transaction(
    relay: Relay, engine: AsyncEngine, nats: Bus, say: Say, rows: Rows, running: Running, until: Until, caught_up: Any
) -> None:
    announced: list[int] = []

    async def announce(connection: AsyncConnection, applied: list[Recorded]) -> None:
        seen = await connection.scalar(text("select count(*) from seen"))
        assert seen == len(announced) + len(applied)
        announced.extend(one.position for one in applied)

    heard = Projection(
        name="tally", version=1, source="consultation", handlers={CommentReceived: received}, after_batch=announce
    )
    await say(times=6)
    async with running(Projector(heard, engine, nats).run):
        await until(caught_up)
    assert announced == [1, 2, 3, 4, 5, 6]


async def test_waiting_for_a_stream_is_said_once(
    projector: Projector, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It filled the log twice a second until the first event of the other service."""
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.02)
    with capture_logs() as logs:
        async with running(projector.run):
            await asyncio.sleep(0.4)
    assert [log["cause"] for log in logs if log["event"] == "reading_again"] == ["no stream yet"]


async def test_f10_a_database_that_is_away_is_transient_and_parks_nothing(
    relay: Relay,
    projector: Projector,
    rows: Rows,
    say: Say,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
) -> None:
    assert is_transient(asyncpg.CannotConnectNowError("starting up"))
    assert is_transient(asyncpg.TooManyConnectionsError("no slot"))
    assert is_transient(ConnectionRefusedError())
    assert is_transient(PoolTimeout("QueuePool limit reached"))
    assert not is_transient(asyncpg.UniqueViolationError("twice"))
    assert not is_transient(ZeroDivisionError())
    killed = False

    async def unlucky(connection: AsyncConnection, event: CommentReceived, recorded: Recorded) -> None:
        nonlocal killed
        await received(connection, event, recorded)
        if not killed:
            killed = True
            await connection.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    await say(times=3)
    cut = Projector(a_projection(unlucky), projector.engine, projector.bus)
    with pytest.raises(Exception, match=r"terminat|closed") as cause:
        async with asyncio.timeout(10):
            await cut.run()
    assert is_transient(cause.value)
    async with running(cut.run):
        await until(caught_up)
    assert await folded() == 3
    assert await rows("select 1 from projection_parked") == []


def test_an_error_is_parked_without_what_a_person_typed() -> None:
    try:
        json.loads("secret words")
    except ValueError as cause:
        assert "secret" not in place_of(cause)
