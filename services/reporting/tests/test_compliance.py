"""Figures on the real plan, through the real way: plan file, event log, stream, projection, endpoint."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.platform import Platform

PLAN = "/v1/plans/gt-2016-2018"
STATES = ["not_started", "not_yet_due", "initiated", "substantial", "complete"]
LEVELS = ["not_started", "initiated", "substantial", "complete"]


@pytest.fixture
def document(shared: Path) -> bytes:
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


async def compliance(platform: Platform, query: str = "", *, goals: int = 92) -> dict[str, Any]:
    """The figures, once every goal has arrived."""

    async def look() -> dict[str, Any]:
        answer = await platform.client.get(f"{PLAN}/compliance{query}")
        body: dict[str, Any] = answer.json()
        return body

    return await eventually(look, lambda body: body.get("goals", {}).get("total") == goals)


@pytest.fixture
def plan_on_record(document: bytes) -> bytes:
    return document


async def loaded(platform: Platform, document: bytes) -> dict[str, Any]:
    """The figures, once all of the plan on record has arrived."""

    async def look() -> dict[str, Any]:
        return (await platform.client.get(f"{PLAN}/compliance")).json()  # type: ignore[no-any-return]

    # The last thing the file states is the level of the last goal.
    return await eventually(look, lambda body: body.get("goals", {}).get("counts", {}).get("complete") == 30)


def published_state(goal: dict[str, Any], day: date) -> str:
    """What Guatemala printed: the level, or "on time" for what had not started and whose month had not passed."""
    year, month = map(int, goal["ends_on"].split("-"))
    passed = (day.year, day.month) > (year, month)
    return goal["level"] if goal["level"] != "not_started" or passed else "not_yet_due"


async def test_the_day_of_the_report_is_right_goal_by_goal(platform: Platform, document: bytes) -> None:
    plan = json.loads(document)
    await loaded(platform, document)
    body = await compliance(platform, "?as_of=2017-09-29")
    expected = {
        (c["number"], g["number"]): (g["level"], published_state(g, date(2017, 9, 29)))
        for c in plan["commitments"]
        for g in c["goals"]
    }
    found = {(i["number"], g["number"]): (g["level"], g["display_state"]) for i in body["items"] for g in i["goals"]}
    assert found == expected
    assert [i["declared"] for i in body["items"]] == [c["declared_level"] for c in plan["commitments"]]
    states = [state for _, state in expected.values()]
    assert body["goals"]["counts"] == {state: states.count(state) for state in STATES}
    assert body["goals"]["percent"] == {s: round(100 * states.count(s) / 92 + 1e-9, 2) for s in STATES}
    assert body["policy"] == {"name": "majority", "version": 1}
    assert (body["plan"], body["as_of"]) == ("gt-2016-2018", "2017-09-29")
    assert body["version"]["commitments"] > 0


async def test_themes_and_institutions_count_what_is_theirs(platform: Platform, document: bytes) -> None:
    plan = json.loads(document)
    await loaded(platform, document)
    body = await compliance(platform, "?as_of=2017-09-29")
    for theme in body["themes"]:
        mine = [c for c in plan["commitments"] if c["theme"] == theme["number"]]
        assert theme["goals"]["total"] == sum(len(c["goals"]) for c in mine)
        declared = [c["declared_level"] for c in mine]
        assert theme["commitments"]["declared"]["counts"] == {level: declared.count(level) for level in LEVELS}
    leads = {lead["institution"] for c in plan["commitments"] for lead in c["leads"]}
    assert [i["acronym"] for i in body["institutions"]] == sorted(leads)
    for institution in body["institutions"]:
        mine = [c for c in plan["commitments"] if institution["acronym"] in {x["institution"] for x in c["leads"]}]
        assert institution["commitments"]["rolled_up"]["total"] == len(mine)
        assert institution["goals"]["total"] == sum(len(c["goals"]) for c in mine)


async def test_any_past_instant_is_answered_from_history(
    platform: Platform, document: bytes, clock: FixedClock
) -> None:
    await loaded(platform, document)
    path = f"{PLAN}/commitments/17/goals/1"
    before = clock.now()
    clock.advance(days=2)
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    answer = await platform.client.post(
        f"{path}/reports", json={"level": "complete"}, headers=headers | {"If-Match": "*"}
    )
    assert answer.status_code == 201, answer.text
    clock.advance(days=2)

    async def level(query: str) -> Any:
        body = (await platform.client.get(f"{PLAN}/commitments/17/compliance{query}")).json()
        return body["item"]["goals"][0]["level"]

    await eventually(lambda: level(""), lambda found: found == "complete")
    at = before.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert await level("?as_of=2017-09-29") == "initiated"
    assert await level("?as_of=2017-09-28") == "not_started"
    assert await level(f"?as_of={at}") == "initiated"
    assert await level("?as_of=2026-11-24") == "initiated"
    assert await level("?as_of=2026-11-25") == "complete"
    assert await level("?as_of=2026-11-25T15:00:00Z") == "complete"
    assert await level("?as_of=2026-11-25T08:59:59-06:00") == "initiated"


async def test_a_report_about_the_past_counts_from_its_day_and_is_known_from_when_it_was_made(
    platform: Platform, document: bytes, clock: FixedClock
) -> None:
    await loaded(platform, document)
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    body = {"level": "complete", "reported_on": "2017-08-31"}
    path = f"{PLAN}/commitments/17/goals/3"
    made = await platform.client.post(f"{path}/reports", json=body, headers=headers | {"If-Match": "*"})
    assert made.status_code == 201
    assert made.json()["level"] == "substantial", "what was said of a later day still holds"

    async def goal(query: str) -> Any:
        return (await platform.client.get(f"{PLAN}/commitments/17/compliance{query}")).json()["item"]["goals"][2]

    seen = await eventually(lambda: goal("?as_of=2017-09-01"), lambda g: g["level"] == "complete")
    assert seen["timing"] == "complete_on_time"
    assert (await goal("?as_of=2017-08-30"))["level"] == "not_started"
    assert (await goal("?as_of=2017-09-29"))["level"] == "substantial"


async def test_dates_that_cannot_be_are_refused_with_what_would_be_right(platform: Platform, document: bytes) -> None:
    await loaded(platform, document)
    for value in (
        "2017-13-01",
        "yesterday",
        "2017",
        "0",
        "2017-09-29T12:00",
        "2999-01-01",
        "2999-01-01T00:00:00Z",
        "",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "2026-11-24",
    ):
        answer = await platform.client.get(f"{PLAN}/compliance", params={"as_of": value, "lang": "es"})
        assert answer.status_code == 422, value
        assert answer.headers["content-type"] == "application/problem+json"
        [fault] = answer.json()["errors"]
        assert fault["parameter"] == "as_of"
        assert "debe ser un día" in fault["detail"] or "futuro" in fault["detail"]
    assert (await platform.client.get("/v1/plans/xx-2000-2001/compliance")).status_code == 404


async def test_figures_have_an_etag_that_changes_with_the_record(platform: Platform, document: bytes) -> None:
    await loaded(platform, document)
    first = await platform.client.get(f"{PLAN}/compliance")
    again = await platform.client.get(f"{PLAN}/compliance", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for _ in range(2):  # made, then published
        sparse = await platform.client.get(f"{PLAN}/compliance?fields=plan,version")
        assert sparse.json() == {name: first.json()[name] for name in ("plan", "version")}
        assert sparse.headers["etag"] != first.headers["etag"]
    assert (await platform.client.get(f"{PLAN}/compliance?fields=nothing")).status_code == 422
    headers = await bearer(platform.client, platform.databases["commitments"], "CR", "reports:write")
    path = f"{PLAN}/commitments/12/goals/1/reports"
    assert (
        await platform.client.post(path, json={"level": "complete"}, headers=headers | {"If-Match": "*"})
    ).status_code == 201

    async def status() -> int:
        answer = await platform.client.get(f"{PLAN}/compliance", headers={"If-None-Match": first.headers["etag"]})
        return answer.status_code

    assert await eventually(status, lambda found: found == 200) == 200


async def test_a_theme_that_is_added_later_holds_from_the_beginning(platform: Platform, document: bytes) -> None:
    await loaded(platform, document)
    plan = json.loads(document)
    plan["themes"].append({"number": 6, "slug": "new", "title": {"es": "Nuevo"}})
    added = json.loads(json.dumps(plan["commitments"][0])) | {"number": 23, "ogp_id": None, "theme": 6}
    plan["commitments"].append(added)
    await load_plan(platform.client, platform.databases["commitments"], json.dumps(plan).encode(), reason="Se agrega")
    body = await compliance(platform, "?as_of=2017-09-29", goals=94)
    assert sum(theme["goals"]["total"] for theme in body["themes"]) == 94
    page = await platform.client.get("/planes/gt-2016-2018/compromisos/23?as_of=2017-09-29")
    assert page.status_code == 200


async def test_the_stream_and_the_page_agree_on_the_version_and_head_ends(platform: Platform, document: bytes) -> None:
    await loaded(platform, document)
    hub = platform.apps["reporting"].state.hub

    async def versions() -> tuple[Any, Any]:
        return (await platform.client.get(f"{PLAN}/compliance")).json()["version"], dict(hub.version)

    await eventually(versions, lambda both: both[0] == both[1] and both[0]["commitments"] == 767)
    head = await platform.client.head("/v1/stream")
    assert (head.status_code, head.content) == (200, b"")


async def test_who_watches_is_told_what_was_missed_while_the_listener_was_away(
    platform: Platform, document: bytes
) -> None:
    await loaded(platform, document)
    hub = platform.apps["reporting"].state.hub
    watcher = hub.watch("gt-2016-2018", seen=None)
    await anext(watcher)
    await anext(watcher)
    connection = await asyncpg.connect(platform.databases["reporting"])
    await connection.execute(
        "update projection_checkpoint set pos = pos + 1 where source = 'commitments' and name = 'record'"
    )
    await connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where query like 'LISTEN%' and datname = current_database()"
    )
    await connection.close()
    async with asyncio.timeout(20):
        while b"event: change" not in await anext(watcher):
            pass
    await watcher.aclose()


async def test_short_addresses_lead_to_the_pages(platform: Platform) -> None:
    for path in ("/en", "/embed", "/en/embed"):
        answer = await platform.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (308, f"{path}/")
