"""The people's side of the real plan file: all of it lands, twice is once, and nothing on record is undone."""

from typing import Any

import asyncpg
import pytest

from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

PLAN = "/v1/plans/gt-2016-2018"
DISAGREEING = {
    "forum_departments": [3, 4],
    "padep_bilingual_teachers": [4852, 4853],
    "municipalities_signed": [201, 210],
    "open_budget_presenting_institutions": [13, 31],
    "tax_expenditure_study_first_year": [2009, 2010],
}


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


async def whole(platform: Platform, path: str) -> list[Any]:
    """Every item of a list, page by page."""
    items: list[Any] = []
    cursor = ""
    while True:
        page = (await platform.client.get(f"{path}{'&' if '?' in path else '?'}limit=40{cursor}")).json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = f"&cursor={page['next_cursor']}"


async def events(platform: Platform) -> dict[str, int]:
    connection = await asyncpg.connect(platform.databases["commitments"])
    found = await connection.fetch("select type, count(*) from event_stage group by type")
    await connection.close()
    return {row[0].removeprefix("commitments.").removesuffix(".v1"): row[1] for row in found}


async def load(platform: Platform, plan_file: Any, query: str = "") -> Any:
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    answer = await platform.client.post(f"/v1/imports{query}", json=plan_file, headers=headers)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


async def test_everything_of_the_real_file_is_on_record(platform: Platform, plan_file: Any) -> None:
    seats = await whole(platform, f"{PLAN}/roundtable")
    assert {seat["institution"] for seat in seats} == {i["acronym"] for i in plan_file["institutions"]}
    assert len(seats) == 68
    groups = await whole(platform, f"{PLAN}/working-groups")
    assert [{key: g[key] for key in ("number", "commitments", "convened_by")} for g in groups] == plan_file[
        "working_groups"
    ]
    meetings = await whole(platform, f"{PLAN}/meetings")
    printed = {
        n: meeting | {"number": n, "agenda_url": meeting["agenda_url"]}
        for n, meeting in enumerate(plan_file["meetings"], start=1)
    }
    assert len(meetings) == 23
    for meeting in meetings:
        assert {key: meeting[key] for key in printed[meeting["number"]]} == printed[meeting["number"]]
    assert [m["held_on"] for m in meetings] == sorted(m["held_on"] for m in plan_file["meetings"])
    assert sum(m["originally_on"] is not None for m in meetings) == 4
    asked = await whole(platform, f"{PLAN}/recommendations")
    assert [{key: r[key] for key in ("letter", "text")} for r in asked] == plan_file["irm_recommendations"]
    said = await events(platform)
    assert {name: said[name] for name in said if name not in _OTHERS} == {
        "membership_changed": 68,
        "working_group_defined": 15,
        "meeting_recorded": 23,
        "recommendation_defined": 6,
        "indicator_defined": 115,
        "indicator_stated": 216,
    }


_OTHERS = {
    "plan_defined",
    "plan_state_changed",
    "institution_registered",
    "commitment_defined",
    "commitment_level_declared",
    "goal_defined",
    "progress_reported",
    "import_accepted",
}


async def test_every_statement_of_every_indicator_is_kept_and_five_disagree(platform: Platform, plan_file: Any) -> None:
    listed = await whole(platform, f"{PLAN}/indicators")
    assert [one["key"] for one in listed] == sorted(one["key"] for one in plan_file["indicators"])
    for printed in plan_file["indicators"]:
        found = (await platform.client.get(f"{PLAN}/indicators/{printed['key']}")).json()
        assert {key: found[key] for key in ("commitment", "goal", "label", "unit")} == {
            key: printed[key] for key in ("commitment", "goal", "label", "unit")
        }
        statements = [{key: s[key] for key in ("value", "as_of", "where", "lines")} for s in found["statements"]]
        expected = [{key: s[key] for key in ("value", "as_of", "where", "lines")} for s in printed["statements"]]
        assert statements == expected
        assert {s["effective_on"] for s in found["statements"]} == {"2017-09-29"}
    differing = await whole(platform, f"{PLAN}/indicators?disagreeing=true")
    assert {one["key"]: one["disagreements"][0]["values"] for one in differing} == DISAGREEING
    of_one = await whole(platform, f"{PLAN}/indicators?commitment=16&disagreeing=true")
    assert [one["key"] for one in of_one] == ["open_budget_presenting_institutions"]
    short = (await platform.client.get(f"{PLAN}/indicators?disagreeing=true&limit=2")).json()
    rest = (await platform.client.get(f"{PLAN}/indicators?disagreeing=true&cursor={short['next_cursor']}")).json()
    assert (len(short["items"]), len(rest["items"])) == (2, 3)


async def test_the_same_again_says_nothing_and_what_a_file_lacks_stays(
    platform: Platform, plan_file: Any, clock: FixedClock
) -> None:
    clock.advance(days=1)
    assert (await load(platform, plan_file))["events"] == 0
    assert (await load(platform, plan_file, "?levels_as_of=2017-09-28"))["events"] != 0, "other levels, other day"
    before = await events(platform)
    plan_file["plan"]["levels_as_of"] = "2017-09-28"
    for section in ("working_groups", "meetings", "indicators", "irm_recommendations"):
        plan_file[section] = []
    assert (await load(platform, plan_file))["events"] == 1, "the file itself"
    assert await events(platform) == before | {"import_accepted": 3}
    assert len(await whole(platform, f"{PLAN}/meetings")) == 23
    assert len(await whole(platform, f"{PLAN}/indicators")) == 115


async def test_only_what_changed_is_said_and_a_statement_more_is_one(platform: Platform, plan_file: Any) -> None:
    before = await events(platform)
    first = plan_file["indicators"][0]
    first["statements"].append(first["statements"][0])
    plan_file["indicators"][1]["label"]["en"] = "Goals of the plan"
    plan_file["meetings"][4]["minutes_url"] = "https://example.org/acta.pdf"
    plan_file["working_groups"][0]["members"] = [{"institution": "AC", "joined_on": "2016-09-01"}]
    plan_file["irm_recommendations"][0]["followed_up"] = [{"text": {"es": "Se hizo"}, "commitment": 3}]
    plan_file["institutions"][0]["joined_on"] = "2016-08-11"
    assert (await load(platform, plan_file))["events"] == 7
    after = await events(platform)
    new = {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}
    assert new == {
        "indicator_stated": 1,
        "indicator_defined": 1,
        "meeting_recorded": 1,
        "membership_changed": 2,
        "recommendation_followed": 1,
        "import_accepted": 1,
    }


async def test_a_corrected_file_undoes_nothing_that_was_changed_since(platform: Platform, plan_file: Any) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    headers |= {"If-Match": "*"}
    moved = await platform.client.patch(f"{PLAN}/meetings/3", json={"held_on": "2016-10-12"}, headers=headers)
    assert moved.status_code == 200, moved.text
    body = {"left_on": "2017-05-31", "reason": {"es": "Se retiró"}}
    left = await platform.client.post(f"{PLAN}/roundtable/ANAM/leave", json=body, headers=headers)
    assert left.status_code == 200, left.text
    body = {"kind": "workshop", "held_on": "2017-11-02"}
    added = await platform.client.post(f"{PLAN}/meetings", json=body, headers=headers)
    assert (added.status_code, added.json()["number"]) == (201, 24)
    plan_file["meetings"].append(plan_file["meetings"][0] | {"held_on": "2017-10-26"})
    assert (await load(platform, plan_file))["events"] == 2, "one more meeting, and the file"
    assert (await platform.client.get(f"{PLAN}/meetings/3")).json()["held_on"] == "2016-10-12"
    assert (await platform.client.get(f"{PLAN}/roundtable/ANAM")).json()["left_on"] == "2017-05-31"
    assert (await platform.client.get(f"{PLAN}/meetings/24")).json()["kind"] == "workshop", "its number is taken"
    assert (await platform.client.get(f"{PLAN}/meetings/25")).json()["held_on"] == "2017-10-26"
    plan_file["meetings"][23]["minutes_url"] = "https://example.org/acta.pdf"
    assert (await load(platform, plan_file))["events"] == 2
    assert (await platform.client.get(f"{PLAN}/meetings/25")).json()["minutes_url"] is not None


async def test_a_file_cannot_say_that_a_meeting_to_come_was_held(platform: Platform, plan_file: Any) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    plan_file["meetings"].append(plan_file["meetings"][0] | {"held_on": "2026-11-24"})
    plan_file["meetings"][0] |= {"status": "cancelled", "attendance": ["AC"]}
    answer = await platform.client.post("/v1/imports", json=plan_file, headers=headers | {"Accept-Language": "es"})
    assert answer.status_code == 422
    faults = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert faults.keys() == {"/meetings/0/attendance", "/meetings/23/held_on"}
    assert "America/Guatemala" in faults["/meetings/23/held_on"]


async def test_a_figure_that_nobody_has_stated_yet_keeps_no_plan_from_being_downloaded_and_taken_again(
    guatemala: Any,
) -> None:
    named = {"key": "sin_cifra", "commitment": 17, "label": {"es": "Talleres"}, "unit": {"es": "talleres"}}
    assert (await guatemala.post("/indicators", named)).status_code == 201
    file = await guatemala.get("/file")
    assert [one["statements"] for one in file["indicators"] if one["key"] == "sin_cifra"] == [[]]
    client, headers = guatemala.platform.client, guatemala.headers
    again = await client.post("/v1/imports", json=file, headers=headers)
    assert (again.status_code, again.json()["changed"]) == (200, False), again.text
    book = await client.get(f"{guatemala.plan}/workbook")
    assert book.status_code == 200, book.text
    kind = {"Content-Type": book.headers["content-type"]}
    taken = await client.post("/v1/imports/workbook", content=book.content, headers=headers | kind)
    assert (taken.status_code, taken.json()["changed"]) == (200, False), taken.text
