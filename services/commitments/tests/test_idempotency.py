"""A command with an Idempotency-Key is carried out once, whatever happens to its answer."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from commitments.goal.schemas import GoalOut
from constancia_db import idempotency
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/1"


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


@pytest.fixture
async def minfin(platform: Platform) -> dict[str, str]:
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    return headers | {"If-Match": (await platform.client.get(GOAL)).headers["etag"], "Idempotency-Key": str(uuid4())}


async def report(platform: Platform, headers: dict[str, str], level: str = "complete") -> httpx.Response:
    return await platform.client.post(
        f"{GOAL}/reports", json={"level": level, "reason": {"es": "Se revisó"}}, headers=headers
    )


async def version(platform: Platform) -> int:
    found: int = (await platform.client.get(GOAL)).json()["version"]
    return found


async def test_a_repeated_request_gets_the_first_answer_to_the_byte(
    platform: Platform, minfin: dict[str, str], clock: FixedClock
) -> None:
    before = await version(platform)
    first = await report(platform, minfin)
    clock.advance(minutes=5)
    again = await report(platform, minfin)
    assert (first.status_code, again.status_code) == (201, 201), "though its If-Match is stale by now"
    assert again.content == first.content
    for name in ("etag", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert await version(platform) == before + 1


async def test_twenty_at_once_with_one_key_make_one_report(platform: Platform, minfin: dict[str, str]) -> None:
    before = await version(platform)
    answers = await asyncio.gather(*(report(platform, minfin) for _ in range(20)))
    assert await version(platform) == before + 1
    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in made}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in made) == 1
    for answer in answers:
        if answer.status_code != 201:
            assert (answer.status_code, answer.headers["retry-after"]) == (409, "1")
            assert answer.json()["type"].rpartition("/")[2] == "idempotency-key-in-use"


async def test_a_key_with_another_body_path_or_query_is_refused(platform: Platform, minfin: dict[str, str]) -> None:
    assert (await report(platform, minfin)).status_code == 201
    other = await report(platform, minfin, "initiated")
    elsewhere = await platform.client.post(
        f"{GOAL.replace('goals/1', 'goals/2')}/reports", json={"level": "complete"}, headers=minfin
    )
    asked = await platform.client.post(f"{GOAL}/reports?x=1", json={"level": "complete"}, headers=minfin)
    for answer in (other, elsewhere, asked):
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")
    assert answer.json()["type"].rpartition("/")[2] == "idempotency-key-reused"


async def test_a_key_belongs_to_its_client(platform: Platform, minfin: dict[str, str]) -> None:
    other = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    before = await version(platform)
    assert (await report(platform, minfin)).status_code == 201
    second = await report(platform, minfin | other | {"If-Match": "*"})
    assert (second.status_code, "idempotent-replayed" in second.headers) == (201, False)
    assert await version(platform) == before + 2
    revoked = await report(platform, {k: v for k, v in minfin.items() if k != "Authorization"})
    assert revoked.status_code == 401, "an answer is given again only to who may ask"


async def test_a_refusal_uses_no_key_up(platform: Platform, minfin: dict[str, str]) -> None:
    refused = await report(platform, minfin | {"If-Match": '"0"'})
    assert refused.status_code == 412
    assert (await report(platform, minfin)).status_code == 201


async def test_what_is_no_key_is_refused(platform: Platform, minfin: dict[str, str]) -> None:
    for key in ("", " ", "a b", "x" * 256, "ñ"):
        headers: Any = minfin | {"Idempotency-Key": key.encode()}
        answer = await platform.client.post(f"{GOAL}/reports", json={"level": "complete"}, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")


async def test_a_crash_between_commit_and_answer_runs_nothing_twice(
    platform: Platform, minfin: dict[str, str], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await version(platform)

    def crash(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(GoalOut, "of", crash)
        assert (await report(platform, minfin)).status_code == 500
    soon = await report(platform, minfin)
    assert (soon.status_code, soon.headers["retry-after"]) == (409, "1"), "it might still be at its answer"
    clock.advance(seconds=11)
    later = await report(platform, minfin)
    assert (later.status_code, later.json()["type"].rpartition("/")[2]) == (409, "idempotent-answer-not-kept")
    assert await version(platform) == before + 1


async def test_an_answer_that_cannot_be_kept_is_sent_all_the_same(
    platform: Platform, minfin: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(idempotency, "keep", away)
    assert (await report(platform, minfin)).status_code == 201


async def test_a_secret_is_kept_in_no_answer(platform: Platform) -> None:
    admin = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    headers = admin | {"Idempotency-Key": "one"}
    body = {"institution": "MINFIN", "scopes": ["reports:write"]}
    first = await platform.client.post("/v1/credentials", json=body, headers=headers)
    again = await platform.client.post("/v1/credentials", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["type"].rpartition("/")[2] == "idempotent-answer-not-kept"
    connection = await asyncpg.connect(platform.databases["commitments"])
    kept = await connection.fetch("select * from idempotency_keys")
    await connection.close()
    assert first.json()["client_secret"] not in str(kept)
    assert len(kept) == 1


async def test_a_key_is_forgotten_after_a_day(platform: Platform, minfin: dict[str, str], clock: FixedClock) -> None:
    before = await version(platform)
    await report(platform, minfin)
    clock.advance(hours=24, seconds=1)
    fresh = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    other = await report(platform, fresh | {"If-Match": "*", "Idempotency-Key": "other"}, "initiated")
    assert other.status_code == 201
    connection = await asyncpg.connect(platform.databases["commitments"])
    assert [row["key"] for row in await connection.fetch("select key from idempotency_keys")] == ["other"]
    await connection.close()
    assert await version(platform) == before + 2


async def test_a_dry_run_uses_no_key_up(platform: Platform, document: bytes) -> None:
    admin = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    headers = admin | {"Idempotency-Key": "one", "Content-Type": "application/json"}
    for _ in range(2):
        dry = await platform.client.post("/v1/imports?dry_run=true", content=document, headers=headers)
        assert (dry.status_code, "idempotent-replayed" in dry.headers) == (200, False)


async def test_the_document_says_it_of_every_post_but_the_token(platform: Platform) -> None:
    document = platform.apps["commitments"].openapi()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            names = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert ("Idempotency-Key" in names) == (method == "post" and path.startswith("/v1/")), path
            if "Idempotency-Key" in names:
                assert {"409", "422"} <= operation["responses"].keys()
            if operation["security"]:
                assert {"apiKey": []} in operation["security"]
