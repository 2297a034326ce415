"""Findings open and close by events, each once, on the real plan."""

import asyncio
import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import asyncpg

from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.platform import Platform
from reporting.findings.finding import Finding, Rule
from reporting.findings.watch import key_of

PLAN = "gt-2016-2018"
GOAL = f"/v1/plans/{PLAN}/commitments/17/goals/3"


async def said(platform: Platform) -> list[dict[str, Any]]:
    """What reporting's log says of findings, in its order."""
    connection = await asyncpg.connect(platform.databases["reporting"])
    try:
        rows = await connection.fetch(
            "select type, version, body from event_log where type like 'reporting.finding_%' order by pos"
        )
        return [
            {"type": row["type"].split(".")[1], "version": row["version"], **json.loads(row["body"])} for row in rows
        ]
    finally:
        await connection.close()


async def found(platform: Platform) -> Counter[str]:
    items = (await platform.client.get(f"/v1/plans/{PLAN}/findings")).json().get("items", [])
    return Counter(one["rule"] for one in items)


def open_ones(events: list[dict[str, Any]]) -> Counter[str]:
    held: dict[str, str] = {}
    for one in events:
        if one["type"] == "finding_opened":
            assert one["finding"] not in held, "opened twice"
            held[one["finding"]] = one["rule"]
        else:
            assert held.pop(one["finding"]) == one["rule"], "closed what was not open"
    return Counter(held.values())


async def test_what_events_say_is_what_the_list_shows_and_it_closes_when_it_is_mended(
    platform: Platform, document: bytes, clock: FixedClock
) -> None:
    await load_plan(platform.client, platform.databases["commitments"], document)

    async def agree() -> bool:
        listed = await found(platform)
        return bool(listed) and open_ones(await said(platform)) == listed

    await eventually(agree, bool, within=60)
    events = await said(platform)
    assert [one["version"] for one in events] == list(range(1, len(events) + 1))
    overdue = [one for one in events if (one["rule"], one["commitment"], one["goal"]) == ("overdue", 17, 3)]
    assert [one["type"] for one in overdue] == ["finding_opened"]
    lead = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    done = await platform.client.post(f"{GOAL}/reports", json={"level": "complete"}, headers={**lead, "If-Match": "*"})
    assert done.status_code == 201, done.text

    async def closed() -> list[str]:
        of = [one for one in await said(platform) if one["finding"] == overdue[0]["finding"]]
        return [one["type"] for one in of]

    await eventually(closed, lambda types: types == ["finding_opened", "finding_closed"], within=60)
    await eventually(agree, bool, within=60)
    last = next(one for one in reversed(await said(platform)) if one["finding"] == overdue[0]["finding"])
    assert last["closed_on"] == str(clock.now().date())
    before = len(await said(platform))
    clock.turn_to(datetime(2027, 6, 30, 12, tzinfo=UTC))
    await asyncio.sleep(6)
    await eventually(agree, bool, within=60)
    assert len(await said(platform)) >= before, "time alone opens and closes findings"


def test_a_key_is_about_the_thing_and_not_about_how_it_stands() -> None:
    def one(**facts: Any) -> str:
        return key_of(Finding(rule=Rule.URL_INSECURE, commitment=2, facts=facts, since=date(2017, 1, 1)))

    assert one(count=1, of=5) == one(count=5, of=5)
    assert one(url="http://a") != one(url="http://b")
    assert key_of(Finding(rule=Rule.OVERDUE, commitment=2, goal=1, facts={}, since=None)) != key_of(
        Finding(rule=Rule.OVERDUE, commitment=2, goal=2, facts={}, since=None)
    )
