"""A read model is rebuilt from the log while the old one serves, and is the same row by row."""

import asyncio
from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from constancia_testing.lively import lively
from constancia_testing.people import eventually
from constancia_testing.platform import Platform
from constancia_testing.registry import Registry
from reporting.subscriptions import PROJECTIONS
from reporting.tables import metadata

NO_READ_MODELS = ("event_", "log_head", "projection_", "effect_", "report", "idempotency", "finding_", "open_findings")
Rows = dict[str, list[tuple[Any, ...]]]


async def rows_of(database_url: str, tables: list[str]) -> Rows:
    connection = await asyncpg.connect(database_url)
    try:
        found = {}
        for table in tables:
            columns = ", ".join(f'"{column.name}"' for column in metadata.tables[table].columns)
            rows = await connection.fetch(f"select {columns} from {table} order by 1, 2")
            found[table] = [tuple(map(str, row)) for row in rows]
        return found
    finally:
        await connection.close()


async def rebuilt(database_url: str, name: str) -> Mapping[str, Any]:
    connection = await asyncpg.connect(database_url)
    try:
        asked = await connection.fetchval("insert into projection_rebuilds (name) values ($1) returning id", name)

        async def look() -> Mapping[str, Any]:
            row: Mapping[str, Any] = await connection.fetchrow("select * from projection_rebuilds where id = $1", asked)
            return row

        return await eventually(look, lambda row: row["ended_at"] is not None, within=60)
    finally:
        await connection.close()


def test_every_table_that_is_made_from_events_is_one_projections() -> None:
    listed = [table.name for one in PROJECTIONS for table in one.tables]
    made = [name for name in metadata.tables if not name.startswith(NO_READ_MODELS) or name.startswith("reporting_p")]
    assert sorted(listed) == sorted(made)


async def test_the_rebuilt_one_equals_the_live_one_and_the_public_notices_nothing(
    platform: Platform, registry: Registry, real: dict[str, Any]
) -> None:
    await registry.say(*lively(real))
    url = platform.databases["reporting"]
    path = "/v1/plans/gt-2016-2018/compliance"
    figures = (await platform.client.get(path)).json()
    for projection in PROJECTIONS:
        tables = [table.name for table in projection.tables]
        before = await rows_of(url, tables)
        seen: list[Any] = []

        async def watch(seen: list[Any] = seen) -> None:
            while True:
                answer = await platform.client.get(path, headers={"Cache-Control": "no-cache"})
                seen.append((answer.status_code, answer.json().get("goals")))
                await asyncio.sleep(0.01)

        watching = asyncio.create_task(watch())
        ended = await rebuilt(url, projection.name)
        watching.cancel()
        assert (ended["state"], ended["error"]) == ("done", None)
        assert ended["done"] == ended["total"]
        assert {repr(one) for one in seen} == {repr((200, figures["goals"]))}
        after = await rows_of(url, tables)
        assert after == before
        assert any(after.values()), projection.name
    connection = await asyncpg.connect(url)
    left = await connection.fetchval("select count(*) from pg_namespace where nspname like 'rebuild_%'")
    await connection.close()
    assert left == 0, "nothing is left behind"


async def test_rows_that_somebody_spoilt_are_mended_and_new_events_still_arrive(
    platform: Platform, registry: Registry, real: dict[str, Any]
) -> None:
    url = platform.databases["reporting"]
    connection = await asyncpg.connect(url)
    stated = await connection.fetchval("select count(*) from goal_levels")
    await connection.execute("delete from goal_levels")
    await connection.execute("update projection_checkpoint set epoch = 'another' where name = 'record'")
    assert (await rebuilt(url, "record"))["state"] == "done"
    epochs = await connection.fetch("select distinct epoch from projection_checkpoint where name = 'record'")
    assert [row["epoch"] for row in epochs] != ["another"]
    assert await connection.fetchval("select count(*) from goal_levels") == stated > 0
    await connection.close()
    await registry.say(*lively(real))
    changed = await platform.client.get("/v1/plans/gt-2016-2018/compliance")
    assert changed.status_code == 200


@pytest.mark.parametrize("name", ["nothing", "record; drop table goal_levels"])
async def test_what_is_no_read_model_is_told(platform: Platform, name: str) -> None:
    ended = await rebuilt(platform.databases["reporting"], name)
    assert (ended["state"], ended["error"]) == ("failed", "no such read model")


async def test_an_event_that_cannot_be_applied_stops_it_and_the_old_one_stays(
    platform: Platform, real: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert real
    url = platform.databases["reporting"]
    connection = await asyncpg.connect(url)
    before = await connection.fetchval("select count(*) from goal_levels")
    [record] = [one for one in PROJECTIONS if one.name == "record"]
    kind = next(iter(record.handlers))

    async def fails(*_: Any) -> None:
        raise ValueError("no")

    monkeypatch.setitem(record.handlers, kind, fails)
    ended = await rebuilt(url, "record")
    assert ended["state"] == "failed"
    assert ended["error"].startswith("ValueError at test_rebuild.py")
    assert await connection.fetchval("select count(*) from goal_levels") == before
    await connection.close()
