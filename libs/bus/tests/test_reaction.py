"""An effect of another service's event is done once, in order, however long it takes until it can be done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from nats.aio.msg import Msg

from constancia_bus import reaction as module
from constancia_bus.ask import NothingThere, Unanswerable, answer, ask
from constancia_bus.reaction import Reaction, Reactor, event_id
from constancia_bus.relay import Relay
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transactions
from constancia_events.commitments import ImportAccepted
from constancia_events.consultation import CommentReceived
from constancia_events.event import Recorded
from constancia_runtime.trace import Trace, enter

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
ARelay = Callable[..., Relay]
STREAM = "EV_CONSULTATION"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_DELAYS", (0.05, 0.1))
    monkeypatch.setattr(module, "_WAIT_SECONDS", 1)


@pytest.fixture
async def relay(a_relay: ARelay, running: Running) -> AsyncIterator[Relay]:
    relay = a_relay()
    async with running(relay.run):
        yield relay


def reactor(bus: Bus, react: Any, transactions: Transactions) -> Reactor:
    reaction = Reaction(name="test", event=CommentReceived, react=react)
    return Reactor("consultation", reaction, bus, transactions.engine)


def followed_by(transactions: Transactions, done: list[int]) -> Any:
    """A command that is run because of an event: claims the effect, and says an event of its own."""

    async def follow(event: CommentReceived, recorded: Recorded) -> None:
        async with transactions(actor="system", causation=event_id(recorded)) as tx:
            if await tx.once(event_id(recorded), "test"):
                done.append(recorded.position)
                caused = ImportAccepted(import_id=event.comment, plan="gt-2016-2018", sha256="")
                tx.record(caused, stream="import/gt", version=recorded.position)

    return follow


async def test_an_effect_is_done_once_though_the_event_comes_twice(
    relay: Relay,
    nats: Bus,
    operator: Bus,
    transactions: Transactions,
    say: Say,
    rows: Rows,
    running: Running,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[int] = []
    handled: list[int] = []
    real = Msg.ack_sync

    async def lost(self: Msg, *, timeout: float = 1) -> Msg:  # noqa: ASYNC109 - as nats-py has it
        handled.append(self.metadata.sequence.stream)
        if len(handled) % 2:
            await self.nak()
            raise TimeoutError
        return await real(self, timeout=timeout)

    monkeypatch.setattr(Msg, "ack_sync", lost)
    await say(times=3)

    async def again() -> None:
        while True:
            try:
                await reactor(nats, followed_by(transactions, done), transactions).run()
            except TimeoutError:
                await asyncio.sleep(0)

    async def handled_twice() -> bool:
        return len(handled) >= 6

    async with running(again):
        await until(handled_twice)
    assert done == [1, 2, 3]
    assert handled[:6] == [1, 1, 2, 2, 3, 3]
    assert await rows("select count(*) from effect_done") == [(3,)]


async def test_what_a_reaction_says_carries_the_trace_and_the_cause_of_its_event(
    relay: Relay, nats: Bus, transactions: Transactions, say: Say, rows: Rows, running: Running, until: Until
) -> None:
    """Every effect of a worker had one trace: the one that began with its task."""
    traces = [Trace.new(), Trace.new()]
    for trace in traces:
        enter(trace)
        await say()
    enter(Trace.new())
    done: list[int] = []

    async def all_done() -> bool:
        return len(done) == 2

    async with running(reactor(nats, followed_by(transactions, done), transactions).run):
        await until(all_done)
    found = await rows(
        "select e.correlation, c.event_id = e.causation from event_log c join"
        " (select correlation, causation, version from event_stage where stream = 'import/gt' union all"
        "  select correlation, causation, version from event_log where stream = 'import/gt') e on e.version = c.pos"
        " where c.stream = 'comment/a' order by c.pos"
    )
    assert found == [(trace.trace_id, True) for trace in traces]


async def test_it_is_tried_again_in_order_while_the_service_it_asks_is_away(
    relay: Relay, nats: Bus, operator: Bus, transactions: Transactions, say: Say, running: Running, until: Until
) -> None:
    told: list[object] = []
    tries = 0

    async def react(_event: CommentReceived, recorded: Recorded) -> None:
        nonlocal tries
        tries += 1
        told.append((recorded.position, (await ask(nats, "commitments", "weather", place="Quiché"))["sky"]))

    async def give(about: dict[str, Any]) -> dict[str, Any]:
        return {"sky": f"azul en {about['place']}"}

    async def tried() -> bool:
        return tries >= 3

    async def all_told() -> bool:
        return len(told) == 2

    await say(times=2)
    async with running(reactor(nats, react, transactions).run):
        await until(tried)
        assert not told
        await answer(operator, "commitments", "weather", give)
        await until(all_told)
    assert told == [(1, "azul en Quiché"), (2, "azul en Quiché")]


async def test_a_reaction_outlives_the_loss_of_its_stream_and_does_nothing_twice(
    relay: Relay, nats: Bus, operator: Bus, transactions: Transactions, say: Say, running: Running, until: Until
) -> None:
    done: list[int] = []

    async def n_done(n: int) -> bool:
        return len(done) == n

    async with running(reactor(nats, followed_by(transactions, done), transactions).run):
        await say(times=2)
        relay.wake.set()
        await until(lambda: n_done(2))
        await operator.jetstream.delete_stream(STREAM)
        await say("comment/b")
        relay.wake.set()
        await until(lambda: n_done(3))
    assert len(set(done)) == 3


async def test_asking_for_what_is_not_there_says_so(nats: Bus, operator: Bus) -> None:
    async def give(about: dict[str, Any]) -> dict[str, Any] | None:
        if about["key"] == "odd":
            raise ZeroDivisionError
        return None

    await answer(operator, "commitments", "thing", give)
    with pytest.raises(NothingThere):
        await ask(nats, "commitments", "thing", key="a")
    with pytest.raises(Unanswerable):
        await ask(nats, "commitments", "thing", key="odd")


async def test_what_fails_however_often_is_parked_with_its_stream_and_done_after_the_repair(
    relay: Relay, nats: Bus, transactions: Transactions, say: Say, rows: Rows, running: Running, until: Until
) -> None:
    done: list[int] = []
    follow = followed_by(transactions, done)
    broken = True

    async def react(event: CommentReceived, recorded: Recorded) -> None:
        if broken and recorded.position == 1:
            raise ValueError("always")
        await follow(event, recorded)

    await say(times=3)

    async def parked() -> bool:
        found = await rows("select count(*) from projection_parked where resolved_at is null")
        return found[0][0] + len(done) == 3 and bool(found[0][0])

    async with running(reactor(nats, react, transactions).run):
        await until(parked)
    assert 1 not in done
    broken = False

    async def all_resolved() -> bool:
        return await rows("select count(*) from projection_parked where resolved_at is null") == [(0,)]

    async with running(reactor(nats, react, transactions).run):
        await until(all_resolved)
    assert sorted(done) == [1, 2, 3]
