"""Reports on goals over HTTP: who, against which version, and what is refused."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from constancia_bus.sequencer import sequence
from constancia_db.engine import create_engine
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
    return await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")


async def report(platform: Platform, headers: dict[str, str], body: Any = None, goal: str = GOAL) -> Any:
    return await platform.client.post(f"{goal}/reports", json=body or {"level": "complete"}, headers=headers)


async def test_a_report_needs_the_version_that_its_writer_saw(platform: Platform, minfin: dict[str, str]) -> None:
    etag = (await platform.client.get(GOAL)).headers["etag"]
    assert (await report(platform, minfin)).status_code == 428
    assert (await report(platform, minfin | {"If-Match": '"1"'})).status_code == 412
    assert (await report(platform, minfin | {"If-Match": f"W/{etag}"})).status_code == 412
    assert (await report(platform, minfin | {"If-Match": "nonsense"})).status_code == 422
    made = await report(platform, minfin | {"If-Match": etag})
    assert (made.status_code, made.json()["level"]) == (201, "complete")
    assert (await report(platform, minfin | {"If-Match": etag})).status_code == 412
    assert made.headers["etag"] == (await platform.client.get(GOAL)).headers["etag"]


async def test_twenty_writers_at_once_lose_nothing_and_one_wins_each_version(
    platform: Platform, minfin: dict[str, str]
) -> None:
    etag = (await platform.client.get(GOAL)).headers["etag"]
    answers = await asyncio.gather(*(report(platform, minfin | {"If-Match": etag}) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] + [412] * 19
    before = (await platform.client.get(GOAL)).json()["version"]
    told = [f"Informe del escritor {writer}" for writer in range(20)]

    async def until_taken(narrative: str) -> None:
        body = {"level": "complete", "narrative": {"es": narrative}}
        while True:
            seen = (await platform.client.get(GOAL)).headers["etag"]
            if (await report(platform, minfin | {"If-Match": seen}, body)).status_code == 201:
                return

    await asyncio.gather(*map(until_taken, told))
    assert (await platform.client.get(GOAL)).json()["version"] == before + 20
    kept = (await platform.client.get(f"{GOAL}/reports?limit=100")).json()["items"]
    assert [one["n"] for one in kept] == list(range(1, len(kept) + 1))
    assert sorted(one["narrative"]["es"] for one in kept if one["narrative"]) == sorted(told)

    connection = await asyncpg.connect(platform.databases["commitments"])
    engine = create_engine(SecretStr(platform.databases["commitments"]), pool=1, name="sequencer")
    try:
        async with engine.begin() as log:
            while await sequence(log, "commitments"):
                pass
        rows = await connection.fetch(
            "select body from event_log where type = 'commitments.progress_reported.v1'"
            " and stream = 'goal/gt-2016-2018/17/1' order by pos"
        )
    finally:
        await engine.dispose()
        await connection.close()
    logged = [json.loads(row["body"]) for row in rows]
    assert [(one["n"], one["narrative"]) for one in logged] == [(one["n"], one["narrative"]) for one in kept]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/level"),
        ({"level": "done"}, "/level"),
        ({"level": None}, "/level"),
        ({"level": "complete", "reported_on": 0}, "/reported_on"),
        ({"level": "complete", "reported_on": "2017-02-30"}, "/reported_on"),
        ({"level": "complete", "reported_on": "2017-09-29T00:00:00Z"}, "/reported_on"),
        ({"level": "complete", "subgoal": "1"}, "/subgoal"),
        ({"level": "complete", "subgoal": True}, "/subgoal"),
        ({"level": "complete", "comment": "x"}, "/comment"),
        ({"level": "complete", "narrative": {"es": "Hecho", "quc": "Xbanik"}}, "/narrative/quc"),
        ({"level": "complete", "next_steps": {"es": "Hecho", "fr": "Fait"}}, "/next_steps/fr"),
        ({"level": "complete", "challenges": {"en": "Done"}}, "/challenges"),
        ({"level": "complete", "narrative": {"es": "x\u0000y"}}, "/narrative/es"),
        ({"level": "complete", "narrative": {"es": "x" * 8_001}}, "/narrative/es"),
        ({"level": "complete", "narrative": {"es": "{{ indicators.nothing }}"}}, "/narrative/es"),
        ({"level": "complete", "narrative": {"es": "{{ 7 * 7 }}"}}, "/narrative/es"),
        ({"level": "complete", "reason": "because"}, "/reason"),
        ({"level": "complete", "subgoal": 9}, "/subgoal"),
        ({"level": "complete", "reported_on": "2026-11-24"}, "/reported_on"),
        ({"level": "not_started"}, "/reason"),
    ],
)
async def test_bad_bodies_are_told_field_by_field(
    platform: Platform, minfin: dict[str, str], body: Any, pointer: str
) -> None:
    answer = await platform.client.post(f"{GOAL}/reports", json=body, headers=minfin | {"If-Match": "*"})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


async def test_rules_are_told_with_what_would_be_right(platform: Platform, minfin: dict[str, str]) -> None:
    headers = minfin | {"If-Match": "*", "Accept-Language": "es"}
    future = await report(platform, headers, {"level": "complete", "reported_on": "2026-11-24"})
    assert future.status_code == 422
    assert "America/Guatemala" in future.json()["detail"]
    assert (await report(platform, headers, {"level": "complete", "subgoal": 9})).status_code == 422
    missing = await report(platform, headers, goal=GOAL.replace("goals/1", "goals/99"))
    assert (missing.status_code, missing.json()["detail"]) == (
        404,
        "El compromiso 17 del plan gt-2016-2018 no tiene la meta 99",
    )


async def test_what_was_reported_stands_in_order_and_none_is_overwritten(
    platform: Platform, minfin: dict[str, str]
) -> None:
    for level in ("substantial", "complete", "initiated"):
        body = {"level": level, "reason": {"es": "Se revisó"}}
        assert (await report(platform, minfin | {"If-Match": "*"}, body)).status_code == 201
    first = (await platform.client.get(f"{GOAL}/reports?limit=5")).json()
    second = (await platform.client.get(f"{GOAL}/reports?limit=5&cursor={first['next_cursor']}")).json()
    levels = [item["level"] for item in first["items"] + second["items"] if item["subgoal"] is None]
    assert levels == ["initiated", "substantial", "complete", "initiated"]
    assert second["next_cursor"] is None


async def test_every_write_on_anothers_goal_is_refused(platform: Platform, plan_file: Any) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "MSPAS", "reports:write")
    for commitment in plan_file["commitments"]:
        leads = {lead["institution"] for lead in commitment["leads"]}
        path = f"/v1/plans/gt-2016-2018/commitments/{commitment['number']}/goals/1"
        answer = await report(platform, headers | {"If-Match": "*"}, goal=path)
        assert answer.status_code == (201 if "MSPAS" in leads else 403)


async def test_who_wrote_is_on_record_and_nothing_typed_is_in_an_event(
    platform: Platform, minfin: dict[str, str]
) -> None:
    await report(platform, minfin | {"If-Match": "*", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    connection = await asyncpg.connect(platform.databases["commitments"])
    row = await connection.fetchrow("select * from event_stage order by id desc limit 1")
    await connection.close()
    assert row is not None
    assert row["actor"].startswith("minfin-")
    assert row["correlation"] == "a" * 32
    assert row["traceparent"].startswith(f"00-{'a' * 32}-")
    assert len(row["salt"]) == 16


async def test_what_was_told_is_shown_with_who_said_it_and_no_client(
    platform: Platform, minfin: dict[str, str]
) -> None:
    texts = {
        "narrative": {"es": "Hay {{ indicators.plan_commitments }} compromisos", "en": "There are some"},
        "next_steps": {"es": "Seguir"},
        "challenges": {"es": "Presupuesto"},
        "reason": {"es": "Por error"},
    }
    made = await report(platform, minfin | {"If-Match": "*"}, {"level": "not_started", **texts})
    assert made.status_code == 201, made.text
    of_file, *_, own = (await platform.client.get(f"{GOAL}/reports")).json()["items"]
    assert (of_file["institution"], of_file["narrative"]) == (None, None)
    assert {name: own[name] for name in texts} == texts
    assert own["institution"] == "MINFIN"
    assert "minfin-" not in json.dumps(own), "which of its systems it was is not public"


async def test_a_fall_is_told_in_spanish_with_both_levels(platform: Platform, minfin: dict[str, str]) -> None:
    headers = minfin | {"If-Match": "*", "Accept-Language": "es"}
    refused = await report(platform, headers, {"level": "not_started"})
    assert refused.status_code == 422
    assert refused.json()["detail"] == "El nivel baja de initiated a not_started: diga por qué en reason"


async def test_a_report_on_a_past_day_is_judged_by_what_held_then(platform: Platform, minfin: dict[str, str]) -> None:
    headers = minfin | {"If-Match": "*"}
    assert (await report(platform, headers, {"level": "complete"})).status_code == 201
    before_the_file = {"level": "not_started", "reported_on": "2017-09-28"}
    assert (await report(platform, headers, before_the_file)).status_code == 201
    since_the_file = {"level": "substantial", "reported_on": "2017-10-30"}
    assert (await report(platform, headers, since_the_file)).status_code == 201
    lower = await report(platform, headers, {"level": "initiated", "reported_on": "2017-10-30"})
    assert [fault["pointer"] for fault in lower.json()["errors"]] == ["/reason"]
    assert (await platform.client.get(GOAL)).json()["level"] == "complete"
