"""The worker dies by kill -9 in the middle of an edition: another goes on from the same document, file by file."""

import asyncio
import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from constancia_testing.orders import Orders
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.processes import Processes

REPORTS = "/v1/plans/gt-2016-2018/reports"
IN_ALL = 12


async def test_an_edition_that_was_begun_is_finished_by_another_worker_from_the_same_document(
    processes: Processes, orders: Orders, shared: Path
) -> None:
    document = (shared / "data" / "gt-2016-2018.json").read_bytes()
    async with processes.client() as client:
        await load_plan(client, orders.database_urls["commitments"], document)
        await eventually(partial(client.get, REPORTS), lambda answer: answer.is_success, within=60)
        contact = await bearer(client, orders.database_urls["commitments"], "SCSPR", "plan:admin")
        begun = await client.post(REPORTS, json={}, headers=contact)
        assert begun.status_code == 201, begun.text
        asked = await client.post(
            f"{REPORTS}/1/editions", json={"purpose": "preview"}, headers={**contact, "If-Match": "*"}
        )
        where = asked.headers["location"]
        seen = await _until(client, where, contact, lambda edition: edition["files_made"] >= 3)
        processes.kill_worker()
        left = (await client.get(where, headers=contact)).json()
        assert left["state"] == "waiting", f"it was killed too late to show anything: {seen['files_made']} files"
        assert 0 < left["files_made"] < IN_ALL
        processes.start_worker()
        ready = await _until(client, where, contact, lambda edition: edition["state"] != "waiting", within=90)
        assert (ready["state"], ready["files_made"]) == ("ready", IN_ALL)
        before = {one["name"]: one["sha256"] for one in left["files"]}
        after = {one["name"]: one["sha256"] for one in ready["files"]}
        assert before.items() <= after.items(), "what was made stays as it was"
        for one in ready["files"]:
            content = (await client.get(one["href"], headers=contact)).content
            assert hashlib.sha256(content).hexdigest() == one["sha256"]


async def _until(
    client: httpx.AsyncClient, where: str, headers: dict[str, str], wanted: Any, *, within: float = 60
) -> dict[str, Any]:
    async with asyncio.timeout(within):
        while True:
            edition: dict[str, Any] = (await client.get(where, headers=headers)).json()
            if wanted(edition):
                return edition
            await asyncio.sleep(0.02)
