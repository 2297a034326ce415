"""`complete` and its proof: what a plan that enforces evidence takes, from agencies and from files."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from commitments.projections.cited_evidence import is_cited
from commitments.subscriptions import PROJECTIONS
from constancia_bus.projection import apply_entry
from constancia_db.engine import create_engine
from constancia_events.envelope import Entry
from constancia_events.event import Event
from constancia_events.evidence import EvidenceCited, EvidenceWithdrawn
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from constancia_testing.people import bearer, eventually
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

KEY = GoalKey.of("gt-2016-2018", 16, 1)
GOAL = "/v1/plans/gt-2016-2018/commitments/16/goals/1"


def enforced(plan_file: Any) -> Any:
    """The plan with its gate shut, and something cited wherever it says complete; goal 16.1 cites nothing."""
    plan_file["plan"]["evidence_gate"] = "enforce"
    proof = {"url": "http://proof.gob.gt", "kind": "page", "subgoal": None}
    for commitment in plan_file["commitments"]:
        for goal in commitment["goals"]:
            goal["evidence"].append(proof)
    first = plan_file["commitments"][15]["goals"][0]
    part = {"number": 1, "title": {"es": "Parte"}, "starts_on": "2017-01", "ends_on": "2017-02", "level": "initiated"}
    first.update(level="initiated", evidence=[], subgoals=[part, part | {"number": 2}])
    return plan_file


async def sent(platform: Platform, file: Any, query: str = "?reason=Se%20corrige") -> Any:
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    headers["Content-Type"] = "application/json"
    return await platform.client.post(f"/v1/imports{query}", content=json.dumps(file).encode(), headers=headers)


@pytest.fixture
async def platform(start_platform: StartPlatform, plan_file: Any) -> Any:
    file = json.dumps(enforced(plan_file)).encode()
    async with start_platform("commitments", workers=False, loaded=file) as platform:
        yield platform


async def report(platform: Platform, **body: Any) -> Any:
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    return await platform.client.post(f"{GOAL}/reports", json=body, headers=headers | {"If-Match": "*"})


async def hear(platform: Platform, *events: Event) -> None:
    """What the registry's worker does with the events of the evidence service."""
    engine = create_engine(SecretStr(platform.databases["commitments"]), pool=1, name="test")
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    for position, event in enumerate(events, start=1):
        entry = Entry(
            event_id=str(uuid4()),
            source="evidence",
            type=event.type,
            position=position,
            stream="evidence/ev-1",
            version=position,
            occurred_at=now,
            recorded_at=now,
            correlation="0" * 32,
            causation=None,
            body=event.body(),
        )
        for _twice in range(2):
            async with engine.begin() as connection:
                await apply_entry(connection, PROJECTIONS[0], entry)
    await engine.dispose()


def cited(subgoal: int | None = None, url: str = "http://b.gob.gt") -> EvidenceCited:
    return EvidenceCited(evidence=f"ev-{url}", url=url, kind=EvidenceKind.PAGE, goal=KEY, subgoal=subgoal, order=0)


def withdrawn(subgoal: int | None = None, url: str = "http://b.gob.gt") -> EvidenceWithdrawn:
    return EvidenceWithdrawn(evidence=f"ev-{url}", goal=KEY, subgoal=subgoal)


async def test_complete_is_refused_until_something_is_cited_and_says_how(platform: Platform) -> None:
    refused = await report(platform, level="complete")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "evidence-required")
    assert f"POST {GOAL}/evidence" in refused.json()["detail"]
    assert refused.json()["detail"].startswith("Este plan no acepta complete sin prueba")
    assert (await report(platform, level="substantial")).status_code == 201
    await hear(platform, cited(subgoal=1))
    assert (await report(platform, level="complete")).status_code == 201, "a subgoal proves its goal"
    assert (await report(platform, level="complete", subgoal=1)).status_code == 201
    assert (await report(platform, level="complete", subgoal=2)).status_code == 409, "and not another subgoal"
    await hear(platform, withdrawn(subgoal=1))
    assert (await report(platform, level="complete")).status_code == 409
    await hear(platform, cited())
    assert (await report(platform, level="complete", subgoal=2)).status_code == 201, "a goal proves its subgoals"


async def test_one_of_two_citations_withdrawn_leaves_the_other(platform: Platform) -> None:
    await hear(platform, cited(), cited(url="http://c.gob.gt"), withdrawn())
    assert (await report(platform, level="complete")).status_code == 201


async def test_a_plan_that_only_warns_takes_complete_without_proof(platform: Platform, plan_file: Any) -> None:
    plan_file["plan"]["evidence_gate"] = "warn"
    assert (await sent(platform, plan_file)).status_code == 201
    assert (await report(platform, level="complete")).status_code == 201


async def test_a_file_that_enforces_is_checked_against_its_own_evidence(platform: Platform, plan_file: Any) -> None:
    goal = plan_file["commitments"][15]["goals"][0]
    goal["level"] = "complete"
    goal["subgoals"][1]["level"] = "complete"
    refused = await sent(platform, plan_file)
    pointers = {fault["pointer"]: fault["detail"] for fault in refused.json()["errors"]}
    assert (refused.status_code, set(pointers)) == (
        422,
        {"/commitments/15/goals/0/level", "/commitments/15/goals/0/subgoals/1/level"},
    )
    goal["evidence"] = [{"url": "http://a.gob.gt", "kind": "page", "subgoal": 1}]
    refused = await sent(platform, plan_file)
    assert [f["pointer"] for f in refused.json()["errors"]] == ["/commitments/15/goals/0/subgoals/1/level"]
    goal["evidence"].append({"url": "http://a.gob.gt", "kind": "page", "subgoal": None})
    assert (await sent(platform, plan_file)).status_code == 201


async def test_the_registry_hears_the_evidence_service_itself(start_platform: StartPlatform, plan_file: Any) -> None:
    file = enforced(plan_file)
    file["commitments"][15]["goals"][0]["evidence"] = [{"url": "http://z.gt", "kind": "page", "subgoal": 2}]
    async with start_platform("commitments", "evidence", loaded=json.dumps(file).encode()) as platform:
        engine = create_engine(SecretStr(platform.databases["commitments"]), pool=1, name="test")

        async def heard() -> bool:
            async with engine.connect() as connection:
                return await is_cited(connection, KEY, 2) and not await is_cited(connection, KEY, 1)

        try:
            await eventually(heard, lambda found: found, within=60)  # 767 events go through two services first
        finally:
            await engine.dispose()
        assert (await report(platform, level="complete")).status_code == 201


async def test_a_plan_goes_out_with_what_its_leads_cited_and_comes_back_as_nothing_new(
    platform: Platform, plan_file: Any
) -> None:
    await hear(platform, cited(), cited(subgoal=1), cited(subgoal=2), withdrawn(subgoal=2))
    assert (await report(platform, level="complete")).status_code == 201
    sheet = await platform.client.get("/v1/plans/gt-2016-2018/file")
    [commitment] = [one for one in sheet.json()["commitments"] if one["number"] == 16]
    proof = {"url": "http://b.gob.gt", "kind": "page"}
    assert commitment["goals"][0]["evidence"] == [proof | {"subgoal": None}, proof | {"subgoal": 1}]
    back = await sent(platform, sheet.json(), "")
    assert (back.status_code, back.json()["changed"], back.json()["events"]) == (200, False, 0)


async def test_what_is_complete_on_record_is_said_again_by_a_file_whatever_the_gate_asks_by_now(
    platform: Platform, plan_file: Any
) -> None:
    warned = plan_file["plan"] | {"evidence_gate": "warn"}
    assert (await sent(platform, plan_file | {"plan": warned})).status_code == 201
    assert (await report(platform, level="complete")).status_code == 201
    file = (await platform.client.get("/v1/plans/gt-2016-2018/file")).json()
    file["plan"]["evidence_gate"] = "enforce"
    assert (await sent(platform, file)).status_code == 201
    file = (await platform.client.get("/v1/plans/gt-2016-2018/file")).json()
    assert (await sent(platform, file, "")).json()["changed"] is False
    file["commitments"][15]["goals"][0]["subgoals"][1]["level"] = "complete"
    refused = await sent(platform, file)
    assert [f["pointer"] for f in refused.json()["errors"]] == ["/commitments/15/goals/0/subgoals/1/level"]
