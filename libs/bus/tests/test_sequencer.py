"""Positions: gap-free, in an order that no reader can see otherwise, with the leaf of the ledger beside them."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus.sequencer import BATCH, sequence
from constancia_ledger.entry import commit, entry

Say = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]

STAGE = text(
    "insert into event_stage (event_id, stream, version, type, occurred_at, actor, correlation, causation, traceparent,"
    " salt, body) values (:event_id, :stream, :version, :type, :occurred_at, 'a', 'c', :causation, 't', :salt, :body)"
)


async def stage(connection: AsyncConnection, stream: str, version: int, **other: object) -> None:
    row = {
        "event_id": uuid4(),
        "stream": stream,
        "version": version,
        "type": "consultation.comment_received.v1",
        "occurred_at": datetime.now(UTC),
        "causation": None,
        "salt": b"0123456789abcdef",
        "body": b"{}",
    }
    await connection.execute(STAGE, row | other)


async def number(engine: AsyncEngine) -> int:
    async with engine.begin() as connection:
        return await sequence(connection, "consultation")


async def log(engine: AsyncEngine) -> list[tuple[int, str, int]]:
    async with engine.connect() as connection:
        found = await connection.execute(text("select pos, stream, version from event_log order by pos"))
        return [(row.pos, row.stream, row.version) for row in found]


async def test_f12_positions_have_no_gap_though_writers_roll_back(engine: AsyncEngine, say: Say, rows: Rows) -> None:
    for n in range(12):
        if n % 3 == 1:
            with pytest.raises(ZeroDivisionError):
                await say(f"comment/{n % 2}", fail=True)
        else:
            await say(f"comment/{n % 2}", times=2)
    assert await number(engine) == 16
    assert [pos for pos, _, _ in await log(engine)] == list(range(1, 17))
    assert await rows("select pos from log_head") == [(16,)]
    assert await rows("select 1 from event_stage") == []


async def test_f14_an_event_that_commits_late_is_numbered_late_and_never_lost(engine: AsyncEngine) -> None:
    async with engine.connect() as slow, engine.connect() as fast, engine.connect() as elsewhere:
        await elsewhere.execute(text("select pg_current_xact_id()"))  # an old transaction that does nothing
        await stage(slow, "comment/slow", 1)
        await stage(fast, "comment/fast", 1)
        await fast.commit()
        assert await number(engine) == 1
        await slow.commit()
        assert await number(engine) == 1
        await elsewhere.rollback()
    assert await log(engine) == [(1, "comment/fast", 1), (2, "comment/slow", 1)]


async def test_f13_an_old_transaction_elsewhere_does_not_hold_positions_back(engine: AsyncEngine, say: Say) -> None:
    async with engine.connect() as elsewhere:
        await elsewhere.execute(text("select pg_current_xact_id()"))
        await say()
        assert await number(engine) == 1
        await elsewhere.rollback()


async def test_the_versions_of_a_stream_keep_their_order_under_many_writers_and_two_sequencers(
    engine: AsyncEngine, say: Say
) -> None:
    writing = True

    async def write(writer: int) -> None:
        for n in range(25):
            await say(f"comment/{(writer + n) % 3}", times=1 + n % 3)

    async def sequencer() -> None:
        while writing:
            await number(engine)

    sequencers = [asyncio.create_task(sequencer()) for _ in range(2)]
    await asyncio.gather(*(write(n) for n in range(4)))
    writing = False
    await asyncio.gather(*sequencers)
    while await number(engine):
        pass
    found = await log(engine)
    assert [pos for pos, _, _ in found] == list(range(1, len(found) + 1))
    for stream in {stream for _, stream, _ in found}:
        versions = [version for _, s, version in found if s == stream]
        assert versions == list(range(1, len(versions) + 1))


async def test_a_second_sequencer_waits_for_the_first_and_takes_the_rest(engine: AsyncEngine) -> None:
    """Its snapshot is older than the head that the first one moves: PostgreSQL must look at the head again."""
    async with engine.connect() as first, engine.connect() as second:
        async with engine.begin() as writer:
            await stage(writer, "comment/a", 1)
        assert await sequence(first, "consultation") == 1
        async with engine.begin() as writer:
            await stage(writer, "comment/b", 1)
        waiting = asyncio.create_task(sequence(second, "consultation"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await first.commit()
        assert await waiting == 1
        await second.commit()
    assert await log(engine) == [(1, "comment/a", 1), (2, "comment/b", 1)]


async def test_one_call_numbers_at_most_a_batch_in_the_order_of_staging(engine: AsyncEngine, say: Say) -> None:
    await say("comment/long", times=BATCH + 3)
    assert [await number(engine) for _ in range(3)] == [BATCH, 3, 0]
    assert [version for _, _, version in await log(engine)] == list(range(1, BATCH + 4))


ODD = [
    ("comment/año", datetime(2026, 1, 2, 3, 4, 5, 0, UTC), None, b'{"a": "\xc3\xb1"}'),
    ("import/gt-2016-2018", datetime(1999, 12, 31, 23, 59, 59, 999_999, UTC), uuid4(), b"{}"),
    (
        "goal/gt-2016-2018/1/1",
        datetime(2018, 6, 30, 5, 0, tzinfo=UTC) - timedelta(microseconds=1),
        uuid4(),
        b"\x00\xff",
    ),
    ("comment/日本 💧", datetime(2024, 2, 29, 12, 0, 0, 10, UTC), None, b""),
    ("comment/'; drop table event_log --", datetime(2026, 11, 1, 6, 30, tzinfo=UTC), None, b"x" * 70_000),
]


async def test_the_leaf_that_sql_writes_is_the_leaf_of_the_ledger(engine: AsyncEngine) -> None:
    async with engine.begin() as writer:
        for n, (stream, occurred_at, causation, body) in enumerate(ODD, start=1):
            salt = hashlib.sha256(bytes([n])).digest()[:16]
            await stage(
                writer,
                stream,
                n,
                occurred_at=occurred_at,
                causation=causation,
                body=body,
                salt=salt,
                event_id=UUID(int=n),
            )
    await number(engine)
    async with engine.connect() as connection:
        found = (await connection.execute(text("select * from event_log order by pos"))).all()
    assert len(found) == len(ODD)
    for row in found:
        assert row.entry == entry(
            source="consultation",
            position=row.pos,
            event_id=str(row.event_id),
            stream=row.stream,
            version=row.version,
            type_=row.type,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            commitment=commit(row.salt, row.body),
        )
    assert [row.body for row in found] == [body for _, _, _, body in ODD]


async def test_every_event_has_a_salt_of_its_own(engine: AsyncEngine, say: Say, rows: Rows) -> None:
    await say(times=20)
    await number(engine)
    salts = [bytes(salt) for (salt,) in await rows("select salt from event_log")]
    assert {len(salt) for salt in salts} == {16}
    assert len(set(salts)) == 20


async def test_the_leaf_outlives_the_erasure_of_body_and_salt(engine: AsyncEngine, say: Say, rows: Rows) -> None:
    await say()
    await number(engine)
    before = await rows("select entry from event_log")
    await rows("update event_log set body = null, salt = null")
    assert await rows("select entry from event_log") == before


async def test_f19_the_recorded_time_never_steps_back_with_the_clock(engine: AsyncEngine, say: Say, rows: Rows) -> None:
    await say()
    await number(engine)
    await rows("update log_head set recorded_at = recorded_at + interval '1 hour'")  # as before the clock stepped back
    for _ in range(3):
        await say(times=2)
        await number(engine)
    times = [recorded_at for (recorded_at,) in await rows("select recorded_at from event_log order by pos")]
    assert times == sorted(times)
    assert times[-1] - times[0] >= timedelta(minutes=59)
    assert await rows("select recorded_at from log_head") == [(times[-1],)]
