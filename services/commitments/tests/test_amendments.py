"""Amendments: only with a reason, the old text kept, and a log that equals what happened."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.amendment.aggregate import differences
from commitments.commitment.schemas import CommitmentIn, CommitmentPatch

WHY = {"es": "Lo acordó la mesa"}


async def test_an_adopted_plan_is_amended_with_a_reason_and_the_old_text_stays(desk: Any) -> None:
    await desk.small_plan("in_implementation")
    before = await desk.get("/commitments/1/goals/1")
    refused = await desk.patch("/commitments/1/goals/1", {"title": {"es": "Otra"}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    desk.clock.advance(minutes=1)
    amended = await desk.patch("/commitments/1/goals/1", {"title": {"es": "Otra"}, "ends_on": "2021-12", "reason": WHY})
    assert amended.status_code == 200
    versions = await desk.items("/commitments/1/goals/1/versions")
    assert [version["text"]["title"] for version in versions] == [before["title"], {"es": "Otra"}]
    assert [version["version"] for version in versions] == [1, 2]
    assert [version["reason"] for version in versions] == [None, WHY]
    log = await desk.items("/changes")
    assert [(item["kind"], item["commitment"], item["goal"]) for item in log] == [
        ("goal", 1, 1),
        ("transition", None, None),
        ("transition", None, None),
        ("plan", None, None),  # the day of adoption
        ("transition", None, None),
    ]
    assert log[0]["fields"] == [
        {"field": "title", "before": before["title"], "after": {"es": "Otra"}},
        {"field": "ends_on", "before": "2021-06", "after": "2021-12"},
    ]
    assert (log[0]["reason"], log[0]["institution"], log[0]["at"]) == (WHY, "SCSPR", "2026-11-23T15:01:00Z")
    assert log[3]["fields"] == [{"field": "adopted_on", "before": None, "after": "2026-11-23"}]
    assert log[1]["fields"] == [{"field": "state", "before": "adopted", "after": "in_implementation"}]
    assert "scspr-" not in json.dumps([log, versions]), "the client id is nobody's business"


async def test_the_log_and_the_events_say_the_same(desk: Any) -> None:
    await desk.small_plan("adopted")
    await desk.patch("", {"title": {"es": "Otro título"}, "adopted_on": "2026-11-20", "reason": WHY})
    await desk.patch("/commitments/1", {"fields": {"problem": {"es": "Nuevo"}}, "reason": WHY})
    assert (await desk.commitment(2)).status_code == 422
    assert (await desk.commitment(2, reason=WHY)).status_code == 201
    assert (await desk.goal(1, 2, reason=WHY)).status_code == 201
    connection = await asyncpg.connect(desk.platform.databases["commitments"])
    rows = await connection.fetch("select body from event_stage where type like '%defined%' order by id desc limit 4")
    await connection.close()
    said = [json.loads(row["body"]) for row in rows]
    log = (await desk.items("/changes"))[:4]
    assert [item["reason"] for item in log] == [event["reason"] for event in said] == [WHY] * 4
    assert [item["kind"] for item in log] == ["goal", "commitment", "commitment", "plan"]
    assert {field["field"]: field["after"] for field in log[2]["fields"]} == {"fields.problem": {"es": "Nuevo"}}
    assert all(event["effective_at"] == "2026-11-23T15:00:00Z" for event in said), "an addition holds from now"
    assert {"field": "title", "before": None, "after": {"es": "Meta 1"}} in log[0]["fields"]


async def test_what_was_promised_may_not_vanish(desk: Any) -> None:
    await desk.small_plan()
    parts = [{"number": n, "title": {"es": "Parte"}, "starts_on": "2020-07", "ends_on": "2020-12"} for n in (1, 2)]
    assert (await desk.patch("/commitments/1/goals/1", {"subgoals": parts})).status_code == 200
    assert (await desk.patch("/commitments/1/goals/1", {"subgoals": parts[:1]})).status_code == 200
    await desk.patch("/commitments/1/goals/1", {"subgoals": parts})
    for to in ("in_consultation", "adopted"):
        await desk.go(to)
    answer = await desk.patch("/commitments/1/goals/1", {"subgoals": parts[:1], "reason": WHY})
    assert (answer.status_code, "1.1.2" in answer.json()["detail"]) == (409, True)
    nobody = await desk.patch("/commitments/1", {"leads": [], "reason": WHY})
    assert nobody.json()["errors"][0]["pointer"] == "/leads"


async def test_a_page_of_the_log_goes_on_where_the_last_one_ended(desk: Any) -> None:
    await desk.small_plan("adopted")
    for n in range(5):
        await desk.patch("", {"title": {"es": f"Título {n}"}, "reason": WHY})
    whole = await desk.items("/changes")
    assert await desk.items("/changes", limit=2) == whole
    assert [item["n"] for item in whole] == sorted((item["n"] for item in whole), reverse=True)


async def test_a_file_amends_an_adopted_plan_with_a_reason_alone(guatemala: Any, plan_file: Any) -> None:
    async def send(query: str = "") -> Any:
        headers = guatemala.headers | {"Content-Type": "application/json"}
        return await guatemala.platform.client.post(
            f"/v1/imports{query}", content=json.dumps(plan_file), headers=headers
        )

    plan_file["plan"]["title"]["es"] = "Otro"
    plan_file["themes"][0]["title"]["es"] = "Otro"
    plan_file["commitments"][2]["fields"]["problem"] = {"es": "Otro"}
    plan_file["commitments"][2]["goals"][0]["ends_on"] = "2019-01"
    added = {**plan_file["commitments"][2]["goals"][0], "number": 99, "evidence": []}
    plan_file["commitments"][2]["goals"].append(added)
    refused = await send()
    assert refused.status_code == 422
    last = len(plan_file["commitments"][2]["goals"]) - 1
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [
        "/plan/title",
        "/themes",
        "/commitments/2/fields/problem",
        "/commitments/2/goals/0/ends_on",
        f"/commitments/2/goals/{last}",
    ]
    assert (await guatemala.get())["title"]["es"] != "Otro"
    assert await guatemala.items("/changes") == []
    assert (await send("?reason=%20")).json()["errors"][0]["parameter"] == "reason"
    assert (await send("?reason=Lo+acordó+la+mesa")).status_code == 201
    log = await guatemala.items("/changes")
    assert [item["kind"] for item in log] == ["goal", "goal", "commitment", "plan"]
    assert {json.dumps(item["reason"], ensure_ascii=False) for item in log} == {json.dumps(WHY, ensure_ascii=False)}
    texts = await guatemala.items("/commitments/3/versions")
    assert [text["text"]["fields"]["problem"] == {"es": "Otro"} for text in texts] == [False, True]


async def test_a_file_does_not_empty_what_it_does_not_state_nor_change_the_state(
    guatemala: Any, plan_file: Any
) -> None:
    budget = {"amount": "5", "currency": "GTQ", "source": None}
    assert (await guatemala.patch("/commitments/1", {"budget": budget, "reason": WHY})).status_code == 200
    headers = guatemala.headers | {"Content-Type": "application/json"}

    async def send(reason: str = "") -> Any:
        content = json.dumps(plan_file)
        return await guatemala.platform.client.post(f"/v1/imports{reason}", content=content, headers=headers)

    plan_file["commitments"][4]["goals"][0]["depends_on"] = [{"commitment": 1, "goal": 1}]
    assert (await send("?reason=Orden")).status_code == 201
    assert (await guatemala.get("/commitments/1"))["budget"] == budget
    assert (await guatemala.get("/commitments/5/goals/1"))["depends_on"] == [{"commitment": 1, "goal": 1}]
    plan_file["plan"]["state"] = "closed"
    other = await send()
    assert [fault["pointer"] for fault in other.json()["errors"]] == ["/plan/state"]
    assert (await guatemala.go("closed")).status_code == 201
    plan_file["commitments"][4]["goals"][0]["level"] = "initiated"
    late = await send("?reason=Tarde")
    assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (409, "plan-closed")


async def test_a_file_without_a_day_of_adoption_enters_a_draft_without_levels(desk: Any, plan_file: Any) -> None:
    plan_file["plan"]["adopted_on"] = None
    headers = desk.headers | {"Content-Type": "application/json"}

    async def send() -> Any:
        return await desk.platform.client.post("/v1/imports", content=json.dumps(plan_file), headers=headers)

    places = {fault["pointer"].rpartition("/")[2] for fault in (await send()).json()["errors"] if "pointer" in fault}
    assert places == {"level", "declared_level"}
    for commitment in plan_file["commitments"]:
        commitment["declared_level"] = None
        for goal in commitment["goals"]:
            goal["level"] = "not_started"
            for part in goal["subgoals"]:
                part["level"] = None
    assert (await send()).status_code == 201
    desk.plan = "/v1/plans/gt-2016-2018"
    assert (await desk.get())["state"] == "draft"
    assert (await desk.get("/commitments/1/goals/1"))["reported_on"] is None
    plan_file["commitments"][0]["title"]["es"] = "Otro"
    assert (await send()).status_code == 201, "a draft is changed freely"
    plan_file["plan"]["adopted_on"] = "2016-08-11"
    assert [fault["pointer"] for fault in (await send()).json()["errors"]] == ["/plan/adopted_on"]


texts = st.dictionaries(
    st.sampled_from(["title", "sdgs", "budget"]),
    st.none() | st.integers(0, 3) | st.lists(st.integers(0, 2), max_size=2),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a shared machine may be busy
@given(texts, texts)
def test_the_fields_of_a_change_lead_from_the_old_text_to_the_new(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    def plain(text: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in text.items() if value not in (None, [])}

    patched = plain(before) | {change.field: change.after for change in differences(before, after)}
    assert plain(patched) == plain(after)
    assert not list(differences(after, after))


WHOLE: dict[str, Any] = {
    "ogp_id": None,
    "title": {"es": "Otro"},
    "starts_on": "2020-08",
    "fields": {"problem": None, "results": {"es": "Resultado"}},
    "budget": None,
    "sdgs": ["16"],
    "activities": [{"number": 2, "title": {"es": "b"}}, {"number": 1, "title": {"es": "a"}}],
    "other_actors": [{"kind": "private", "name": {"es": "Cámara"}}],
    "reason": WHY,
}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.sampled_from(sorted(WHOLE))))
def test_the_same_patch_again_says_no_event_and_what_is_not_sent_stays(sent: set[str]) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    first = CommitmentIn.model_validate(
        {
            "number": 1,
            "ogp_id": "GT0001",
            "theme": 1,
            "title": {"es": "Uno"},
            "starts_on": "2020-07",
            "ends_on": "2022-06",
            "fields": {"problem": {"es": "Problema"}, "objective": {"es": "Objetivo"}},
            "budget": {"amount": "1", "currency": "GTQ"},
        }
    ).commitment("gt-2020-2022")
    changes = CommitmentPatch.model_validate({name: WHOLE[name] for name in sent}).changes()
    before = replace(first, version=1)
    defined = before.amended(changes).define(before, now=now)
    assert (defined is None) == (not sent - {"reason"})
    if defined is None:
        return
    after, event = defined
    assert after.amended(changes).define(after, now=now) is None
    moved = {change.field.partition(".")[0] for change in differences(before.text(), after.text())}
    assert moved == sent - {"reason"}
    assert event.fields["objective"] == {"es": "Objetivo"}


async def test_the_log_of_no_plan_is_not_found(desk: Any) -> None:
    for path in ("/changes", "/transitions", "/lineage", "/goals", "/commitments/1/versions"):
        assert (await desk.platform.client.get(f"/v1/plans/gt-1999-2000{path}")).status_code == 404
