"""The API dies by kill -9 while 500 people comment: whoever got a receipt is on record, and nobody twice."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import altcha
import asyncpg
import httpx
import pytest

from constancia.demo import demo_plan
from constancia_testing.orders import Orders
from constancia_testing.people import announce, load_plan
from constancia_testing.processes import Processes

PEOPLE = 500


@pytest.fixture
async def client(processes: Processes, orders: Orders) -> AsyncIterator[httpx.AsyncClient]:
    """A client on a platform whose consultation service knows the plan."""
    async with processes.client() as client:
        await load_plan(client, orders.database_urls["commitments"], demo_plan())
        yield client


async def commented(client: httpx.AsyncClient, consultation: str, number: int) -> dict[str, Any]:
    """One person who sends the same again until there is a receipt, as a browser or a script would."""
    text = f"Comentario número {number}"
    while True:
        try:
            asked = (await client.get("/v1/consultations/proof-challenge")).raise_for_status().json()
            challenge = altcha.Challenge.from_dict(asked)
            solution = altcha.solve_challenge(challenge)
            assert solution is not None
            proof = altcha.Payload(challenge, solution).to_base64()
            body = {"text": text, "sector": "citizen", "proof": proof}
            answer = await client.post(f"/v1/consultations/{consultation}/comments", json=body)
        except httpx.HTTPError:
            await asyncio.sleep(0.2)
            continue
        if answer.status_code == 201:
            receipt: dict[str, Any] = answer.json()
            return receipt
        assert answer.status_code >= 500, answer.text
        await asyncio.sleep(0.2)


async def test_every_comment_that_got_its_receipt_is_there_and_none_twice(
    client: httpx.AsyncClient, orders: Orders, processes: Processes
) -> None:
    consultation = await announce(client, orders.database_urls["commitments"])
    database = await asyncpg.connect(orders.database_urls["consultation"])
    query = "select count(*) from comments where consultation = $1"

    async def kill_in_between() -> int:
        kills = 0
        for share in (60, 200, 350):
            while await database.fetchval(query, consultation) < share:  # noqa: ASYNC110 - it asks a server
                await asyncio.sleep(0.005)
            await asyncio.to_thread(processes.kill_api)
            await asyncio.to_thread(processes.start_api)
            kills += 1
        return kills

    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=processes.url, timeout=30, limits=limits) as people:
        killing = asyncio.create_task(kill_in_between())
        receipts = await asyncio.gather(*(commented(people, consultation, number) for number in range(PEOPLE)))
        assert await killing == 3
    rows = await database.fetch("select id, text ->> 'es' as text from comments where consultation = $1", consultation)
    await database.close()
    assert len(rows) == len({row["text"] for row in rows}) == PEOPLE, "each of them once"
    assert {receipt["comment"] for receipt in receipts} == {row["id"] for row in rows}
    assert len({receipt["code"] for receipt in receipts}) == PEOPLE
    for receipt in receipts[::50]:
        state = await client.post("/v1/receipts/state", json={"code": receipt["code"]})
        assert state.json()["comment"]["id"] == receipt["comment"]
