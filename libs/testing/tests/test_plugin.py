"""The kit keeps its promises: every test begins empty, alone, and at the same instant."""

from collections.abc import Mapping

import asyncpg
import nats
import pytest

from constancia_testing.clock import BEGINNING, FixedClock
from constancia_testing.plugin import StartPlatform
from constancia_testing.servers import Templates


@pytest.mark.parametrize("time", [1, 2])
async def test_every_test_has_databases_of_its_own(templates: Templates, time: int) -> None:
    databases = templates.fresh(("commitments",))
    connection = await asyncpg.connect(databases["commitments"])
    await connection.execute("create table left_behind (id int)")
    assert await connection.fetchval("select count(*) from log_head") <= 1, time
    await connection.close()
    templates.drop(databases)


@pytest.mark.parametrize("time", [1, 2])
async def test_every_test_begins_without_streams(bus: Mapping[str, str], time: int) -> None:
    client = await nats.connect(bus["evidence"])
    await client.jetstream().add_stream(name="EV_EVIDENCE", subjects=["ev.evidence.>"])
    acknowledged = await client.jetstream().publish("ev.evidence.x", b"")
    await client.close()
    assert acknowledged.seq == 1, time


async def test_one_service_runs_behind_the_front(start_platform: StartPlatform) -> None:
    async with start_platform("commitments") as platform:
        assert (await platform.client.get("/healthz")).json() == {"status": "ok", "services": {"commitments": "ok"}}
        assert (await platform.client.get("/v1/plans")).json()["items"] == []


def test_the_clock_turns(clock: FixedClock) -> None:
    assert clock.now() == BEGINNING
    clock.advance(days=1)
    assert (clock.now() - BEGINNING).days == 1
