"""The worker dies by kill -9 at the two places where a change could be lost or doubled: it arrives, once."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import nats
import pytest

from constancia_testing.orders import Orders
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.processes import Processes
from constancia_testing.servers import Servers

GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/1"
WIDGET = "/v1/plans/gt-2016-2018/commitments/17/compliance"
COMPLIANCE = "/v1/plans/gt-2016-2018/compliance"


@pytest.fixture
def document(shared: Path) -> bytes:
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
async def client(processes: Processes, orders: Orders, document: bytes) -> AsyncIterator[httpx.AsyncClient]:
    """A client on a platform whose plan has fully arrived."""
    async with processes.client() as client:
        await load_plan(client, orders.database_urls["commitments"], document)

        async def look() -> Any:
            return (await client.get(COMPLIANCE)).json()

        await eventually(look, lambda seen: seen.get("goals", {}).get("counts", {}).get("complete") == 30)
        yield client


async def level(client: httpx.AsyncClient) -> str:
    found: str = (await client.get(WIDGET)).json()["item"]["goals"][0]["level"]
    return found


async def report(client: httpx.AsyncClient, orders: Orders, said: str) -> None:
    headers = await bearer(client, orders.database_urls["commitments"], "MINFIN", "reports:write")
    answer = await client.post(f"{GOAL}/reports", json={"level": said}, headers=headers | {"If-Match": "*"})
    assert answer.status_code == 201, answer.text


async def statements(orders: Orders) -> int:
    """How often the public record says `complete` of the goal."""
    connection = await asyncpg.connect(orders.database_urls["reporting"])
    try:
        return int(
            await connection.fetchval(
                "select count(*) from goal_levels where commitment = 17 and goal = 1 and subgoal is null"
                " and level = 'complete'"
            )
        )
    finally:
        await connection.close()


async def stream_equals_log(servers: Servers, orders: Orders) -> None:
    """Every event of the registry stands once in its stream, at its own position."""
    connection = await asyncpg.connect(orders.database_urls["commitments"])
    rows = await connection.fetch("select pos, event_id::text as id from event_log order by pos")
    await connection.close()
    bus = await nats.connect(servers.nats_urls["admin"])
    try:
        stream = bus.jetstream()
        assert (await stream.stream_info("EV_COMMITMENTS")).state.messages == len(rows)
        for row in rows[-5:]:
            message = await stream.get_msg("EV_COMMITMENTS", row["pos"])
            assert row["id"].encode() in (message.data or b"")
    finally:
        await bus.close()


async def test_killed_between_commit_and_publish(
    client: httpx.AsyncClient, processes: Processes, orders: Orders, servers: Servers
) -> None:
    os.kill(processes.pid("worker"), signal.SIGSTOP)  # it is in the middle of its work, and does not get to publish
    await report(client, orders, "complete")
    processes.kill_worker()
    connection = await asyncpg.connect(orders.database_urls["commitments"])
    assert await connection.fetchval("select count(*) from event_stage") == 1, "committed, and published nowhere"
    await connection.close()
    assert await level(client) == "initiated"

    processes.start_worker()
    await eventually(lambda: level(client), lambda found: found == "complete")
    assert await statements(orders) == 1
    await stream_equals_log(servers, orders)


async def test_killed_between_projection_and_checkpoint(
    client: httpx.AsyncClient, processes: Processes, orders: Orders, servers: Servers
) -> None:
    holder = await asyncpg.connect(orders.database_urls["reporting"])
    transaction = holder.transaction()
    await transaction.start()
    # Lets the checkpoint be read and held, but not moved.
    await holder.execute("lock table projection_checkpoint in share mode")
    await report(client, orders, "complete")

    async def waits() -> bool:
        """The projector has written its rows and waits for the checkpoint that this test holds."""
        looker = await asyncpg.connect(orders.database_urls["reporting"])
        try:
            return bool(
                await looker.fetchval(
                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                    " and query ilike 'update projection_checkpoint%'"
                )
            )
        finally:
            await looker.close()

    await eventually(waits, lambda found: found)
    processes.kill_worker()
    await transaction.rollback()
    await holder.close()
    assert await statements(orders) == 0, "the rows went with the checkpoint that did not move"

    processes.start_worker()
    await eventually(lambda: level(client), lambda found: found == "complete")
    assert await statements(orders) == 1
    await stream_equals_log(servers, orders)


async def test_killed_api_loses_no_answered_report(
    client: httpx.AsyncClient, processes: Processes, orders: Orders
) -> None:
    await report(client, orders, "complete")
    processes.kill_api()
    processes.start_api()
    async with processes.client() as again:
        await eventually(lambda: level(again), lambda found: found == "complete")
        last = (await again.get(f"{GOAL}/reports")).json()["items"][-1]
        assert last["level"] == "complete"
