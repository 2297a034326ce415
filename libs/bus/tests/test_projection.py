"""A read model is a fold of the log: every event once and in order, though it is killed, doubled or cut off."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus import projection as module
from constancia_bus import reader
from constancia_bus.projection import (
    CheckpointMoved,
    EpochChanged,
    Handler,
    Projection,
    Projector,
    is_transient,
)
from constancia_bus.relay import Relay
from constancia_bus.streams import Bus
from constancia_events.consultation import CommentReceived
from constancia_events.event import Recorded

Say = Callable[..., Awaitable[None]]
AProjection = Callable[..., Projection]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.05)


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
    a_projection: AProjection,
    relay: Relay,
    engine: AsyncEngine,
    nats: Bus,
    operator: Bus,
    say: Say,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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
    relay: Relay,
    projector: Projector,
    say: Say,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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
    relay: Relay,
    projector: Projector,
    database_url: SecretStr,
    bus: Mapping[str, str],
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
) -> None:
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
    received: Handler,
    relay: Relay,
    engine: AsyncEngine,
    nats: Bus,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    caught_up: Any,
) -> None:
    announced: list[int] = []

    async def announce(connection: AsyncConnection, applied: list[Recorded], source: str, position: int) -> None:
        assert (source, position) == ("consultation", applied[-1].position)
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


async def test_f10_a_database_that_is_away_is_transient_and_parks_nothing(
    a_projection: AProjection,
    received: Handler,
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
