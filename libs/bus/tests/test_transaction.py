"""State and events are written together or not at all, and whoever waits for them is woken."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_bus import signal as module
from constancia_bus.ending import end_if_told
from constancia_bus.signal import STAGED, CommitSignal, listen, signalling
from constancia_bus.transaction import EventTooLarge, Transactions
from constancia_bus.worker import Worker
from constancia_db.engine import plain_url
from constancia_events.commitments import GoalDefined
from constancia_events.dates import PlanDate
from constancia_events.keys import GoalKey
from constancia_runtime.clock import SystemClock

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]
Until = Callable[..., Awaitable[None]]
Running = Callable[..., AbstractAsyncContextManager[list["asyncio.Task[None]"]]]
INSERT = text("insert into thing values ('goal', 1)")


def goal(title: str = "Meta") -> GoalDefined:
    return GoalDefined(
        goal=GoalKey.of("gt-2016-2018", 1, 1),
        title={"es": title},
        starts_on=PlanDate("2016-07"),
        ends_on=PlanDate("2018-06-30"),
        template_starts_on=None,
        template_ends_on=None,
        subgoals=[],
        effective_at=None,
    )


async def written(rows: Rows) -> tuple[int, int]:
    ((state, staged),) = await rows("select (select count(*) from thing), (select count(*) from event_stage)")
    return state, staged


async def test_state_and_event_are_committed_together(transactions: Transactions, rows: Rows) -> None:
    before = datetime.now(UTC)
    async with transactions(actor="agency") as tx:
        await tx.connection.execute(INSERT)
        tx.record(goal(), stream="goal/x", version=1)
    assert await written(rows) == (1, 1)
    ((actor, occurred_at, version, body),) = await rows("select actor, occurred_at, version, body from event_stage")
    assert (actor, version, body) == ("agency", 1, goal().body())
    assert before <= occurred_at <= datetime.now(UTC)


async def test_a_rollback_leaves_neither(transactions: Transactions, rows: Rows) -> None:
    async def fail() -> None:
        async with transactions(actor="agency") as tx:
            await tx.connection.execute(INSERT)
            tx.record(goal(), stream="goal/x", version=1)
            await tx.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await written(rows) == (0, 0)


async def test_a_cancelled_request_leaves_neither(transactions: Transactions, rows: Rows) -> None:
    async def request() -> None:
        async with transactions(actor="agency") as tx:
            await tx.connection.execute(INSERT)
            tx.record(goal(), stream="goal/x", version=1)
            await asyncio.sleep(60)

    task = asyncio.create_task(request())
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await written(rows) == (0, 0)


async def test_a_dry_run_tries_everything_and_leaves_nothing(transactions: Transactions, rows: Rows) -> None:
    async with transactions(actor="agency", dry_run=True) as tx:
        await tx.connection.execute(INSERT)
        tx.record(goal(), stream="goal/x", version=1)
        await tx.once(uuid4(), "mail")
    assert await written(rows) == (0, 0)
    assert await rows("select 1 from effect_done") == []
    assert not transactions.signal._committed.is_set()


async def test_what_does_not_fit_an_event_is_refused_and_leaves_nothing(transactions: Transactions, rows: Rows) -> None:
    async def say_too_much() -> None:
        async with transactions(actor="agency") as tx:
            await tx.connection.execute(INSERT)
            event = goal().model_copy(update={"title": {"es": "ñ" * 300_000}})
            tx.record(event, stream="goal/x", version=1)

    with pytest.raises(EventTooLarge) as refusal:
        await say_too_much()
    assert refusal.value.values["limit"] == str(400 * 1024)
    assert await written(rows) == (0, 0)


async def test_an_effect_can_be_claimed_once(transactions: Transactions) -> None:
    event = uuid4()
    claims: list[bool] = []
    for effect in ("mail", "mail", "webhook"):
        async with transactions(actor="system") as tx:
            claims.append(await tx.once(event, effect))
    assert claims == [True, False, True]


async def test_an_effect_that_was_rolled_back_can_be_claimed_again(transactions: Transactions) -> None:
    event = uuid4()

    async def fail() -> None:
        async with transactions(actor="system") as tx:
            assert await tx.once(event, "mail")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with transactions(actor="system") as tx:
        assert await tx.once(event, "mail")


async def test_a_commit_is_heard_by_whoever_listens(
    engine: AsyncEngine, database_url: SecretStr, running: Running, until: Until
) -> None:
    heard: list[str] = []

    async def once_more() -> bool:
        return len(heard) > before

    async with signalling(database_url) as signal, running(lambda: listen(database_url, STAGED, heard.append)):
        before = 0
        await until(once_more)  # "there may have been something"
        before = len(heard)
        async with Transactions(engine, SystemClock(), signal)(actor="agency") as tx:
            tx.record(goal(), stream="goal/x", version=1)
        await until(once_more)


@pytest.mark.parametrize("cut", ["the listener", "the sender"])
async def test_a_connection_that_the_server_ended_is_opened_again(
    cut: str,
    database_url: SecretStr,
    rows: Rows,
    running: Running,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_RETRY_SECONDS", 0.05)
    heard: list[str] = []
    signal = CommitSignal(database_url)
    query = "listen" if cut == "the listener" else "notify"

    async def cut_it() -> bool:
        return bool(
            await rows(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                f" and pid <> pg_backend_pid() and query ilike '{query}%'"
            )
        )

    async def n_heard(n: int) -> bool:
        return len(heard) >= n

    async with running(signal.run, lambda: listen(database_url, STAGED, heard.append)):
        await until(lambda: n_heard(1))
        signal.committed()
        await until(lambda: n_heard(2))
        await until(cut_it)
        if cut == "the listener":
            await until(lambda: n_heard(3))  # again "there may have been something", of itself
            assert heard[2] == ""
        count = len(heard)

        async def said_again() -> bool:
            signal.committed()
            return len(heard) > count

        await until(said_again)


async def test_a_server_that_is_away_does_not_stop_the_listener(running: Running, unused_url: SecretStr) -> None:
    async with running(lambda: listen(unused_url, STAGED, lambda _: None)) as (task,):
        await asyncio.sleep(0.2)
        assert not task.done()


@pytest.fixture
def unused_url() -> SecretStr:
    return SecretStr("postgresql://nobody@127.0.0.1:1/nothing")


async def test_what_is_listened_for_is_the_channel_of_the_database(database_url: SecretStr, running: Running) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with running(lambda: listen(database_url, "other", heard.put_nowait)):
        assert await asyncio.wait_for(heard.get(), 5) == ""
        connection = await asyncpg.connect(plain_url(database_url.get_secret_value()))
        await connection.execute("notify event_staged; select pg_notify('other', 'año')")
        await connection.close()
        assert await asyncio.wait_for(heard.get(), 5) == "año"


async def test_a_task_that_fails_is_begun_again_and_the_others_go_on(until: Until) -> None:
    begun: list[str] = []

    class Tasks:
        async def __aenter__(self) -> dict[str, Any]:
            return {"bad": self.bad, "good": self.good}

        async def __aexit__(self, *_: object) -> None:
            begun.append("closed")

        async def bad(self) -> None:
            begun.append("bad")
            raise ZeroDivisionError

        async def good(self) -> None:
            begun.append("good")
            await asyncio.sleep(60)

    async def twice() -> bool:
        return begun.count("bad") == 2

    task = asyncio.create_task(Worker("test", Tasks).run())
    await until(twice)
    task.cancel()
    await asyncio.wait({task}, timeout=2)
    assert task.cancelled()
    assert (begun.count("good"), begun[-1]) == (1, "closed")


async def test_a_cancellation_that_got_lost_ends_the_task_at_its_next_turn() -> None:
    """Seen as a projector that worked on after its worker was told to end (asyncio.wait_for before Python 3.12)."""

    async def work() -> None:
        while True:
            end_if_told()
            with suppress(asyncio.CancelledError):  # as wait_for does when an answer comes at the same time
                await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task}, timeout=1)
    assert task.cancelled()


async def test_a_task_that_ends_with_an_error_when_it_is_told_to_end_is_not_begun_again(until: Until) -> None:
    begun: list[str] = []

    @asynccontextmanager
    async def tasks() -> AsyncIterator[dict[str, Any]]:
        yield {"clumsy": clumsy}

    async def clumsy() -> None:
        begun.append("clumsy")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as cause:
            raise ConnectionResetError from cause

    async def once() -> bool:
        return bool(begun)

    task = asyncio.create_task(Worker("test", tasks).run())
    await until(once)
    task.cancel()
    await asyncio.wait({task}, timeout=2)
    assert task.cancelled()
    assert begun == ["clumsy"]
