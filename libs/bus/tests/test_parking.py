"""What cannot be applied is parked with all that follow it in its stream, and applied in order when it can be."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_bus import projection as module
from constancia_bus.projection import (
    Handler,
    Projection,
    Projector,
    retry_parked,
)
from constancia_bus.relay import Relay
from constancia_bus.streams import Bus, find_stream
from constancia_runtime.logs import place_of

Say = Callable[..., Awaitable[None]]
AProjection = Callable[..., Projection]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
STREAM = "EV_CONSULTATION"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.05)


async def test_f22_a_poison_event_parks_its_stream_and_no_other_and_is_applied_after_the_fix(
    a_projection: AProjection,
    cured: Handler,
    relay: Relay,
    projector: Projector,
    engine: AsyncEngine,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
) -> None:
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
        (5, "comment/bad", 3),
        (6, "comment/bad", 0),
        (7, "comment/bad", 0),
        (11, "comment/bad", 0),
    ]
    assert await folded() == 8
    ((error,),) = await rows("select error from projection_parked where pos = 5")
    assert error.startswith("ZeroDivisionError at conftest.py:")
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
    a_projection: AProjection,
    cured: Handler,
    relay: Relay,
    projector: Projector,
    engine: AsyncEngine,
    nats: Bus,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
) -> None:
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
    type_: str,
    body: bytes,
    relay: Relay,
    projector: Projector,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    caught_up: Any,
    folded: Any,
) -> None:
    await say("comment/known")
    await rows(
        "insert into event_stage (event_id, stream, version, type, occurred_at, actor, correlation, traceparent, salt,"
        " body) values (gen_random_uuid(), 'comment/new', 1, :type, now(), 'a', 'c', 't', 's', :body)",
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
    a_projection: AProjection,
    relay: Relay,
    projector: Projector,
    engine: AsyncEngine,
    operator: Bus,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    caught_up: Any,
) -> None:
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
    a_projection: AProjection, relay: Relay, projector: Projector, engine: AsyncEngine, rows: Rows
) -> None:
    """It went round for ever: there was no row yet to name as stuck."""
    await rows("drop table projection_parked")
    async with asyncio.timeout(5):
        with pytest.raises(Exception, match="projection_parked"):
            await retry_parked(engine, a_projection())


def test_an_error_is_parked_without_what_a_person_typed() -> None:
    with pytest.raises(ValueError) as cause:
        json.loads("secret words")
    assert place_of(cause.value).startswith("JSONDecodeError at ")
    assert "secret" not in place_of(cause.value)
