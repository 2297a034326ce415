"""The spine: one change of status travels from an agency's request to the widget, through separate processes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from constancia_testing.orders import Orders
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.processes import Processes

PLAN = "/v1/plans/gt-2016-2018"


@pytest.fixture
def document(shared: Path) -> bytes:
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
async def client(processes: Processes) -> AsyncIterator[httpx.AsyncClient]:
    async with processes.client() as client:
        yield client


@asynccontextmanager
async def listening(client: httpx.AsyncClient, path: str) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
    """What a browser would hear on the stream, from now on."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    async with client.stream("GET", path, timeout=None) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")

        async def listen() -> None:
            kind = ""
            async for line in stream.aiter_lines():
                name, _, value = line.partition(": ")
                kind = value if name == "event" else kind
                if name == "data":
                    heard.put_nowait({"event": kind, **json.loads(value)})

        task = asyncio.create_task(listen())
        try:
            yield heard
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def heard_of(heard: asyncio.Queue[dict[str, Any]], change: dict[str, Any]) -> dict[str, Any]:
    """The notice that tells of ``change``; the rest of the loaded plan may still be arriving before it."""
    async with asyncio.timeout(20):
        while True:
            news = await heard.get()
            assert news["event"] == "change"
            if change in news["changes"]:
                return news


async def body(client: httpx.AsyncClient, path: str) -> Any:
    return (await client.get(path)).json()


async def arrived(client: httpx.AsyncClient) -> None:
    """Wait until the whole plan has reached the public record."""
    await eventually(
        lambda: body(client, f"{PLAN}/compliance"),
        lambda seen: seen.get("goals", {}).get("counts", {}).get("complete") == 30,
    )


async def test_a_report_reaches_figures_page_badge_and_stream_by_itself(
    client: httpx.AsyncClient, orders: Orders, document: bytes
) -> None:
    registry = orders.database_urls["commitments"]
    await load_plan(client, registry, document)
    await arrived(client)
    goal = f"{PLAN}/commitments/17/goals/1"
    widget = await client.get(f"{PLAN}/commitments/17/compliance")
    assert widget.json()["item"]["goals"][0]["level"] == "initiated"
    badge = await client.get(f"{PLAN}/commitments/17/badge.svg")
    page = await client.get("/planes/gt-2016-2018/compromisos/17")

    headers = await bearer(client, registry, "MINFIN", "reports:write")
    etag = (await client.get(goal)).headers["etag"]
    async with listening(client, "/v1/stream?plan=gt-2016-2018") as heard:
        assert (await heard.get())["event"] == "hello"
        report = {"level": "complete"}
        made = await client.post(f"{goal}/reports", json=report, headers=headers | {"If-Match": etag})
        assert made.status_code == 201
        assert made.headers["etag"] != etag
        news = await heard_of(heard, {"plan": "gt-2016-2018", "commitment": 17, "goal": 1, "type": "progress_reported"})

    fresh = await client.get(f"{PLAN}/commitments/17/compliance", headers={"If-None-Match": widget.headers["etag"]})
    assert fresh.status_code == 200, "the stream spoke before the widget's bytes were new"
    assert fresh.json()["item"]["goals"][0]["level"] == "complete"
    assert fresh.json()["version"]["commitments"] >= news["version"]["commitments"]
    renewed = await client.get("/planes/gt-2016-2018/compromisos/17", headers={"If-None-Match": page.headers["etag"]})
    assert renewed.status_code == 200
    same = await client.get(f"{PLAN}/commitments/17/badge.svg", headers={"If-None-Match": badge.headers["etag"]})
    assert same.status_code in {200, 304}, "the commitment's level may or may not have moved with its goal"


async def test_evidence_and_consultation_arrive_as_they_were_printed(
    client: httpx.AsyncClient, orders: Orders, document: bytes
) -> None:
    plan = json.loads(document)
    await load_plan(client, orders.database_urls["commitments"], document)
    goal = plan["commitments"][17]["goals"][1]
    found = await eventually(
        lambda: body(client, f"{PLAN}/commitments/18/goals/2/evidence?limit=100"),
        lambda seen: len(seen.get("items", [])) == len(goal["evidence"]),
    )
    assert [(e["url"], e["subgoal"]) for e in found["items"]] == [(e["url"], e["subgoal"]) for e in goal["evidence"]]
    [consultation] = (
        await eventually(lambda: body(client, f"{PLAN}/consultations"), lambda seen: len(seen.get("items", [])) == 1)
    )["items"]
    assert (consultation["opens_on"], consultation["closes_on"]) == ("2017-09-07", "2017-09-29")
    comments = await eventually(
        lambda: body(client, f"/v1/consultations/{consultation['id']}/comments"),
        lambda seen: len(seen.get("items", [])) == 2,
    )
    assert [c["text"]["es"] for c in comments["items"]] == [c["text"]["es"] for c in plan["consultation"]["comments"]]


async def test_another_institution_may_not_report(client: httpx.AsyncClient, orders: Orders, document: bytes) -> None:
    registry = orders.database_urls["commitments"]
    await load_plan(client, registry, document)
    headers = await bearer(client, registry, "INAP", "reports:write") | {"If-Match": "*"}
    path = f"{PLAN}/commitments/17/goals/1"
    refused = await client.post(f"{path}/reports?lang=en", json={"level": "complete"}, headers=headers)
    assert refused.status_code == 403
    assert "MINFIN" in refused.json()["detail"]
    assert (await body(client, f"{path}/reports"))["items"][-1]["level"] == "initiated"


async def test_a_second_load_changes_nothing_and_says_no_event(
    client: httpx.AsyncClient, orders: Orders, document: bytes
) -> None:
    registry = orders.database_urls["commitments"]
    first = await load_plan(client, registry, document)
    assert (first["changed"], first["events"]) == (True, 767)
    await arrived(client)
    version = first["events"]
    await eventually(lambda: body(client, f"{PLAN}/compliance"), lambda seen: seen["version"]["commitments"] == version)
    again = await load_plan(client, registry, json.dumps(json.loads(document)).encode())
    assert (again["changed"], again["events"]) == (False, 0)
    headers = await bearer(client, registry, "MINFIN", "reports:write") | {"If-Match": "*"}
    await client.post(f"{PLAN}/commitments/17/goals/1/reports", json={"level": "complete"}, headers=headers)
    seen = await eventually(
        lambda: body(client, f"{PLAN}/compliance"), lambda seen: seen["version"]["commitments"] > version
    )
    assert seen["version"]["commitments"] == version + 1
