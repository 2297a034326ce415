"""Working groups and the IRM beside the leads: who may judge what, and what stands side by side."""

import json
from typing import Any

import asyncpg
import pytest

from commitments.assessment.aggregate import group_of, refuse_own
from commitments.assessment.errors import GroupNeeded, NotInTheGroup, NotThatGroup, OwnReport
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

COMMITMENT = "/v1/plans/gt-2016-2018/commitments/17"
GOAL = f"{COMMITMENT}/goals/4"
WHY = {"es": "Se revisó en la mesa"}


@pytest.fixture
async def platform(start_platform: StartPlatform, plan_file: Any, clock: FixedClock) -> Any:
    """The plan with members in the group that follows commitments 16 to 19."""
    plan_file["working_groups"][11]["members"] = [
        {"institution": "GUATECIVICA"},
        {"institution": "CGC", "left_on": "2026-11-23"},
        {"institution": "INAP", "left_on": "2026-11-22"},
        {"institution": "USAC", "joined_on": "2026-11-24"},
    ]
    async with start_platform("commitments", workers=False, loaded=json.dumps(plan_file).encode()) as platform:
        clock.advance(minutes=1)
        yield platform


async def member(platform: Platform, institution: str, scope: str = "assessments:write") -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], institution, scope)


async def judge(platform: Platform, headers: dict[str, str], goal: str = GOAL, **body: Any) -> Any:
    given = {"report": 1, "verdict": "validated", "reason": WHY} | body
    return await platform.client.post(f"{goal}/assessments", json=given, headers=headers)


def test_a_member_speaks_for_a_group_that_follows_the_commitment() -> None:
    groups = {3: {"A", "B"}, 7: {"B"}}
    assert group_of(17, groups, institution="A", asked=None) == 3
    assert group_of(17, groups, institution="B", asked=7) == 7
    with pytest.raises(GroupNeeded, match="3, 7"):
        group_of(17, groups, institution="B", asked=None)
    with pytest.raises(NotThatGroup):
        group_of(17, groups, institution="A", asked=7)
    for stranger in ("C", None, ""):
        with pytest.raises(NotInTheGroup):
            group_of(17, groups, institution=stranger, asked=None)


def test_nobody_judges_his_own_report() -> None:
    refuse_own("A", "B", {"B"})
    refuse_own("A", "B", {"A", "B"})  # another lead's report
    refuse_own("A", None, {"B"})
    for reporter, leads in (("A", {"A"}), (None, {"A"})):
        with pytest.raises(OwnReport):
            refuse_own("A", reporter, leads)


async def test_a_member_judges_and_strangers_and_leads_do_not(platform: Platform) -> None:
    made = await judge(platform, await member(platform, "GUATECIVICA"), verdict="disputed", level="not_started")
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["n"], shown["working_group"], shown["source"]) == (1, 12, "working_group")
    assert (await judge(platform, await member(platform, "CGC"))).status_code == 201, "its last day in the group"
    for stranger in ("INAP", "USAC", "MSPAS"):
        refused = await judge(platform, await member(platform, stranger) | {"Accept-Language": "es"})
        assert refused.status_code == 403
        assert "Solo los miembros de un grupo de trabajo" in refused.json()["detail"]
    own = await judge(platform, await member(platform, "MINFIN") | {"Accept-Language": "es"})
    assert (own.status_code, own.json()["type"].rpartition("/")[2]) == (403, "own-report")
    assert "debe evaluarlo otro miembro" in own.json()["detail"]


async def test_a_convener_may_judge_what_another_lead_reported(platform: Platform) -> None:
    goal = GOAL.replace("/17/", "/16/")
    headers = await member(platform, "SEGEPLAN", "reports:write") | {"If-Match": "*"}
    made = await platform.client.post(f"{goal}/reports", json={"level": "complete"}, headers=headers)
    assert made.status_code == 201
    reports = (await platform.client.get(f"{goal}/reports")).json()["items"]
    assert (await judge(platform, await member(platform, "MINFIN"), goal, report=len(reports))).status_code == 201


async def test_the_three_sources_stand_side_by_side_and_nothing_is_overwritten(
    platform: Platform, clock: FixedClock
) -> None:
    nothing = (await platform.client.get(f"{GOAL}/assessments")).json()
    assert nothing["sides"] == {
        "self": {"level": "initiated", "on": "2017-09-29", "by": None, "report": 1},
        "working_group": [],
        "irm": None,
    }
    civic, irm = await member(platform, "GUATECIVICA"), await member(platform, "MRI", "irm:write")
    assert (await judge(platform, civic, verdict="disputed", level="not_started")).status_code == 201
    clock.advance(minutes=1)
    assert (await judge(platform, civic)).status_code == 201
    for body in ({"level": "substantial"}, {"level": "no_evidence", "assessed_on": "2018-10-31", "reason": WHY}):
        made = await platform.client.post(f"{GOAL}/irm-assessments", json=body, headers=irm)
        assert made.status_code == 201, made.text
    whole = await platform.client.post(f"{COMMITMENT}/irm-assessments", json={"level": "initiated"}, headers=irm)
    assert (whole.json()["n"], whole.json()["goal"]) == (5, None)
    report = {"level": "complete"}
    headers = await member(platform, "MINFIN", "reports:write") | {"If-Match": "*"}
    assert (await platform.client.post(f"{GOAL}/reports", json=report, headers=headers)).status_code == 201

    found = (await platform.client.get(f"{GOAL}/assessments?limit=3")).json()
    rest = (await platform.client.get(f"{GOAL}/assessments?cursor={found['next_cursor']}")).json()
    assert [one["n"] for one in found["items"] + rest["items"]] == [1, 2, 3, 4]
    verdict = {"group": 12, "institution": "GUATECIVICA", "goal": 4, "subgoal": None, "verdict": "validated"}
    assert found["sides"] == {
        "self": {"level": "complete", "on": "2026-11-23", "by": "MINFIN", "report": 2},
        "working_group": [verdict | {"level": None, "report": 1, "on": "2026-11-23"}],
        "irm": {"level": "substantial", "on": "2026-11-23", "by": "MRI"},
    }
    whole = (await platform.client.get(f"{COMMITMENT}/assessments")).json()
    assert [one["n"] for one in whole["items"]] == [1, 2, 3, 4, 5]
    assert (whole["sides"]["irm"]["level"], len(whole["sides"]["working_group"])) == ("initiated", 1)
    assert whole["sides"]["self"]["level"] == (await platform.client.get(COMMITMENT)).json()["declared_level"]

    connection = await asyncpg.connect(platform.databases["commitments"])
    rows = await connection.fetch(
        "select version from event_stage where type = 'commitments.assessment_made.v1' order by id"
    )
    await connection.close()
    assert [row["version"] for row in rows] == [1, 2, 3, 4, 5]


async def test_what_cannot_be_judged_is_told_field_by_field(platform: Platform) -> None:
    civic, irm = await member(platform, "GUATECIVICA"), await member(platform, "MRI", "irm:write")
    verdicts: tuple[tuple[dict[str, Any], str], ...] = (
        ({"report": 9}, "/report"),
        ({"report": 10**30}, "/report"),
        ({"report": True}, "/report"),
        ({"verdict": "liked"}, "/verdict"),
        ({"reason": None}, "/reason"),
        ({"reason": {"es": "a", "quc": "b"}}, "/reason/quc"),
        ({"level": "no_evidence"}, "/level"),
    )
    for body, pointer in verdicts:
        answer = await judge(platform, civic, **body)
        assert (answer.status_code, [f["pointer"] for f in answer.json()["errors"]]) == (422, [pointer])
    levels: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "/level"),
        ({"level": "complete", "subgoal": 9}, "/subgoal"),
        ({"level": "complete", "assessed_on": "2026-11-24"}, "/assessed_on"),
        ({"level": "complete", "reason": {"es": "a", "quc": "b"}}, "/reason/quc"),
    )
    for body, pointer in levels:
        answer = await platform.client.post(f"{GOAL}/irm-assessments", json=body, headers=irm)
        assert (answer.status_code, [f["pointer"] for f in answer.json()["errors"]]) == (422, [pointer])
    assert (await judge(platform, civic, GOAL.replace("goals/4", "goals/99"))).status_code == 404
    assert (await judge(platform, civic, GOAL.replace("/17/", "/99/"))).status_code == 404
    assert (await judge(platform, irm)).status_code == 403
    answer = await platform.client.post(f"{GOAL}/irm-assessments", json={"level": "complete"}, headers=civic)
    assert answer.status_code == 403
    for missing in (f"{COMMITMENT}/goals/99", COMMITMENT.replace("17", "99")):
        assert (await platform.client.get(f"{missing}/assessments")).status_code == 404
