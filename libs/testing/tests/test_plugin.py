"""The kit keeps its promises: every test begins empty, alone, and at the same instant."""

import json
from collections.abc import Mapping
from importlib.resources import files

import asyncpg
import nats
import pytest

from constancia_testing.clock import BEGINNING, FixedClock
from constancia_testing.people import eventually, load_plan
from constancia_testing.plugin import StartPlatform
from constancia_testing.servers import Templates


@pytest.fixture
def plan() -> bytes:
    return files("constancia").joinpath("demo", "gt-2016-2018.json").read_bytes()


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


@pytest.mark.parametrize("time", [1, 2])
async def test_a_registry_begins_with_the_plan_it_is_asked_for_and_nothing_else(
    start_platform: StartPlatform, plan: bytes, clock: FixedClock, time: int
) -> None:
    async with start_platform("commitments", workers=False, loaded=plan) as platform:
        [taken] = (await platform.client.get("/v1/plans")).json()["items"]
        assert taken["id"] == json.loads(plan)["plan"]["id"]
        connection = await asyncpg.connect(platform.databases["commitments"])
        assert await connection.fetch("select distinct taken_at, document = $1 from imports", plan) == [
            (clock.now(), True)
        ]
        await connection.execute("update imports set document = ''")
        assert await connection.fetchval("select count(*) from event_log") == 0, time
        assert await connection.fetchval("select count(*) from audit_log where table_name = 'imports'") == 2, time
        await connection.close()


@pytest.mark.parametrize("time", [1, 2])
async def test_a_plan_on_record_from_the_beginning_is_heard_by_others_as_one_that_is_loaded(
    start_platform: StartPlatform, plan: bytes, time: int
) -> None:
    cited = sum(len(goal["evidence"]) for one in json.loads(plan)["commitments"] for goal in one["goals"])
    async with start_platform("commitments", "evidence", loaded=plan) as platform:
        connection = await asyncpg.connect(platform.databases["commitments"])
        said = await eventually(
            lambda: connection.fetchval("select count(*) from event_log where not exists (select from event_stage)"),
            lambda count: count > 0,
        )
        again = await load_plan(platform.client, platform.databases["commitments"], plan)
        assert (again["changed"], again["events"], said > 500) == (False, 0, True), time
        evidence = await asyncpg.connect(platform.databases["evidence"])
        await eventually(
            lambda: evidence.fetchval("select count(*) from uses"),
            lambda count: count == cited,
        )
        await evidence.close()
        await connection.close()


async def test_a_plan_that_is_refused_fails_the_test_that_asks_for_it(start_platform: StartPlatform) -> None:
    with pytest.raises(AssertionError, match="422"):
        start_platform("commitments", loaded=b"{}")


async def test_one_service_runs_behind_the_front(start_platform: StartPlatform) -> None:
    async with start_platform("commitments") as platform:
        assert (await platform.client.get("/healthz")).json() == {"status": "ok", "services": {"commitments": "ok"}}
        assert (await platform.client.get("/v1/plans")).json()["items"] == []


def test_the_clock_turns(clock: FixedClock) -> None:
    assert clock.now() == BEGINNING
    clock.advance(days=1)
    assert (clock.now() - BEGINNING).days == 1
