"""Members, working groups, meetings, recommendations and indicators over HTTP: who, what, and what is refused."""

import asyncio
from typing import Any

import pytest

from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

PLAN = "/v1/plans/gt-2016-2018"
WHY = {"es": "Porque sí"}
SPANISH = {"Accept-Language": "es"}
HUGE = 10**30


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


async def speaks(platform: Platform, institution: str, *scopes: str) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], institution, *scopes) | SPANISH


@pytest.fixture
async def contact(platform: Platform) -> dict[str, str]:
    return await speaks(platform, "SCSPR", "plan:admin")


@pytest.fixture
async def minfin(platform: Platform) -> dict[str, str]:
    return await speaks(platform, "MINFIN", "reports:write")


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [fault["pointer"] for fault in answer.json()["errors"]]


async def test_members_leave_with_a_reason_come_back_and_are_found_by_day(
    platform: Platform, contact: dict[str, str], minfin: dict[str, str]
) -> None:
    client = platform.client
    path = f"{PLAN}/roundtable"
    assert (await client.post(path, json={"institution": "AC"}, headers=minfin)).status_code == 403
    again = await client.post(path, json={"institution": "AC"}, headers=contact)
    assert (again.status_code, again.json()["detail"]) == (409, "AC ya es miembro y no se ha retirado")
    unknown = await client.post(path, json={"institution": "NADIE"}, headers=contact)
    assert (unknown.status_code, unknown.json()["detail"]) == (404, "No existe la institución NADIE")
    etag = (await client.get(f"{path}/AC")).headers["etag"]
    leave = {"left_on": "2017-01-31", "reason": WHY}
    assert (await client.post(f"{path}/AC/leave", json=leave, headers=contact)).status_code == 428
    stale = contact | {"If-Match": '"9"'}
    assert (await client.post(f"{path}/AC/leave", json=leave, headers=stale)).status_code == 412
    bare = await client.post(f"{path}/AC/leave", json={"left_on": 0}, headers=contact | {"If-Match": etag})
    assert pointers(bare) == ["/left_on", "/reason"]
    left = await client.post(f"{path}/AC/leave", json=leave, headers=contact | {"If-Match": etag})
    assert (left.status_code, left.json()["left_on"]) == (200, "2017-01-31")
    back = await client.post(path, json={"institution": "AC", "joined_on": "2017-03-01"}, headers=contact)
    assert (back.status_code, [p["left_on"] for p in back.json()["periods"]]) == (201, ["2017-01-31", None])

    async def sat(on: str) -> bool:
        found = (await client.get(f"{path}?on={on}&limit=100")).json()["items"]
        return "AC" in {one["institution"] for one in found}

    assert [await sat(on) for on in ("2017-01-31", "2017-02-01", "2017-03-01")] == [True, False, True]
    assert (await client.get(f"{path}?on=soon")).status_code == 422
    in_group = await client.post(f"{PLAN}/working-groups/1/members", json={"institution": "AC"}, headers=contact)
    assert (in_group.status_code, in_group.json()["working_group"]) == (201, 1)
    assert len((await client.get(f"{PLAN}/working-groups/1/members")).json()["items"]) == 1
    nowhere = await client.post(f"{PLAN}/working-groups/99/members", json={"institution": "AC"}, headers=contact)
    assert nowhere.json()["detail"] == "El plan gt-2016-2018 no tiene el grupo de trabajo 99"


async def test_two_who_enter_one_member_at_once_enter_it_once(platform: Platform, contact: dict[str, str]) -> None:
    path, body = f"{PLAN}/working-groups/2/members", {"institution": "AC"}
    answers = await asyncio.gather(*(platform.client.post(path, json=body, headers=contact) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5


async def test_working_groups_are_entered_and_changed_field_by_field(
    platform: Platform, contact: dict[str, str]
) -> None:
    client, path = platform.client, f"{PLAN}/working-groups"
    body = {"title": {"es": "Datos"}, "commitments": [3, 99, 3], "convened_by": ["AC", "NADIE"]}
    refused = await client.post(path, json=body, headers=contact)
    assert pointers(refused) == ["/commitments/1", "/commitments/2", "/convened_by/1"]
    assert refused.json()["errors"][1]["detail"] == "3 aparece aquí más de una vez"
    body |= {"commitments": [3, 4], "convened_by": ["AC"]}
    made = await client.post(path, json=body, headers=contact)
    assert (made.status_code, made.json()["number"], made.headers["location"]) == (201, 16, f"{path}/16")
    assert (await client.post(path, json=body | {"number": 16}, headers=contact)).status_code == 409
    assert pointers(await client.post(path, json=body | {"number": HUGE}, headers=contact)) == ["/number"]
    match = contact | {"If-Match": made.headers["etag"]}
    changed = await client.patch(f"{path}/16", json={"commitments": [5]}, headers=match)
    assert (changed.json()["commitments"], changed.json()["title"]) == ([5], {"es": "Datos"})
    assert (await client.patch(f"{path}/16", json={"title": None}, headers=match)).status_code == 412
    any_version = contact | {"If-Match": "*"}
    emptied = await client.patch(f"{path}/16", json={"title": None}, headers=any_version)
    assert emptied.json()["title"] is None
    nulled = await client.patch(f"{path}/16", json={"convened_by": None}, headers=any_version)
    assert pointers(nulled) == ["/convened_by"]
    same = await client.patch(f"{path}/16", json={}, headers=any_version)
    assert same.headers["etag"] == emptied.headers["etag"], "nothing was said"


async def test_meetings_are_moved_held_and_found(platform: Platform, contact: dict[str, str]) -> None:
    client, path = platform.client, f"{PLAN}/meetings"
    body: dict[str, Any] = {
        "kind": "regional_forum",
        "held_on": "2026-12-10",
        "department": "GT-16",
        "place": {"es": "Cobán"},
    }
    made = await client.post(path, json=body, headers=contact)
    assert (made.status_code, made.json()["status"], made.json()["number"]) == (201, "scheduled", 24)
    match = contact | {"If-Match": "*"}
    for day in ("2026-12-12", "2026-11-20"):
        moved = await client.patch(f"{path}/24", json={"held_on": day}, headers=match)
        assert (moved.json()["held_on"], moved.json()["originally_on"]) == (day, "2026-12-10")
    held = await client.patch(f"{path}/24", json={"status": "held", "attendance": ["AC", "MINFIN"]}, headers=match)
    assert (held.status_code, held.json()["attendance"]) == (200, ["AC", "MINFIN"])

    async def numbers(query: str) -> list[int]:
        answer = await client.get(f"{path}?{query}")
        assert answer.status_code == 200, answer.text
        return [one["number"] for one in answer.json()["items"]]

    assert await numbers("kind=regional_forum") == [24]
    assert await numbers("from=2017-09-01&to=2017-09-28") == [23, 14]
    assert await numbers("status=cancelled") == []
    assert await numbers("working_group=1") == []
    first = (await client.get(f"{path}?limit=20")).json()
    rest = (await client.get(f"{path}?limit=20&cursor={first['next_cursor']}")).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (20, 4, None)
    assert (await client.get(f"{path}?from=2017-02-30")).status_code == 422
    assert (await client.get(f"{path}?working_group={HUGE}")).status_code == 422


NO_MEETING: list[tuple[dict[str, Any], str]] = [
    ({"status": "held"}, "/held_on"),
    ({"attendance": ["AC"]}, "/attendance"),
    ({"held_on": "2017-09-28", "status": "held", "attendance": ["NADIE"]}, "/attendance/0"),
    ({"working_group": 99}, "/working_group"),
    ({"originally_on": "2026-12-10"}, "/originally_on"),
    ({"department": "Alta Verapaz"}, "/department"),
    ({"kind": "party"}, "/kind"),
    ({"held_on": "9999-01-01"}, "/held_on"),
    ({"agenda_url": "a\u0000b"}, "/agenda_url"),
    ({"working_group": HUGE}, "/working_group"),
    ({"number": 1}, "/number"),
]


async def test_what_a_meeting_cannot_be_is_told_field_by_field(platform: Platform, contact: dict[str, str]) -> None:
    for change, pointer in NO_MEETING:
        body = {"kind": "roundtable", "held_on": "2026-12-10"} | change
        answer = await platform.client.post(f"{PLAN}/meetings", json=body, headers=contact)
        assert pointers(answer) == [pointer], change


async def test_a_convener_records_the_meetings_of_its_own_group_alone(
    platform: Platform, contact: dict[str, str]
) -> None:
    client, path = platform.client, f"{PLAN}/meetings"
    inap = await speaks(platform, "INAP", "reports:write")
    body = {"kind": "working_group", "held_on": "2026-12-10", "working_group": 1}
    made = await client.post(path, json=body, headers=inap)
    assert made.status_code == 201, made.text
    others = await client.post(path, json=body | {"working_group": 2}, headers=inap)
    assert (others.status_code, "quienes convocan" in others.json()["detail"]) == (403, True)
    for number, change in ((1, {"status": "cancelled"}), (1, {"working_group": 1}), (24, {"working_group": 2})):
        answer = await client.patch(f"{path}/{number}", json=change, headers=inap | {"If-Match": "*"})
        assert answer.status_code == 403, (number, change)
    cancelled = await client.patch(f"{path}/24", json={"status": "cancelled"}, headers=inap | {"If-Match": "*"})
    assert cancelled.json()["status"] == "cancelled"
    nulled = await client.patch(f"{path}/24", json={"status": None}, headers=contact | {"If-Match": "*"})
    assert (pointers(nulled), nulled.json()["errors"][0]["detail"]) == (
        ["/status"],
        "Esto se puede dejar fuera, pero no puede ser null",
    )


async def test_what_was_done_about_a_recommendation_is_added(
    platform: Platform, contact: dict[str, str], minfin: dict[str, str]
) -> None:
    client, path = platform.client, f"{PLAN}/recommendations/b"
    body = {"text": {"es": "Se creó la mesa técnica"}, "done_on": "2016-08-11", "commitment": 3}
    url = f"{path}/follow-ups"
    assert (await client.post(url, json=body, headers=minfin | {"If-Match": "*"})).status_code == 403
    assert (await client.post(url, json=body, headers=contact)).status_code == 428
    match = contact | {"If-Match": (await client.get(path)).headers["etag"]}
    assert (await client.post(url, json=body, headers=match)).status_code == 201
    assert (await client.post(url, json=body, headers=match)).status_code == 412
    any_version = contact | {"If-Match": "*"}
    future = await client.post(url, json=body | {"done_on": "2026-11-24"}, headers=any_version)
    assert (future.status_code, "America/Guatemala" in future.json()["detail"]) == (422, True)
    nowhere = await client.post(url, json=body | {"commitment": 99}, headers=any_version)
    assert nowhere.json()["detail"] == "El plan gt-2016-2018 no tiene el compromiso 99"
    done = (await client.get(path)).json()["followed_up"]
    assert [(one["n"], one["commitment"]) for one in done] == [(1, 3)]
    missing = await client.get(f"{PLAN}/recommendations/z", headers=SPANISH)
    assert (missing.status_code, missing.json()["detail"]) == (404, "El plan gt-2016-2018 no tiene la recomendación z")


async def test_a_lead_states_its_own_indicators_and_no_others(
    platform: Platform, contact: dict[str, str], minfin: dict[str, str]
) -> None:
    client, path = platform.client, f"{PLAN}/indicators"
    body = {"key": "presupuestos", "commitment": 17, "goal": 1, "label": {"es": "Presupuestos"}, "unit": {"es": "x"}}
    made = await client.post(path, json=body, headers=minfin)
    assert (made.status_code, made.json()["value"], made.json()["statements"]) == (201, None, [])
    assert (await client.post(path, json=body, headers=minfin)).status_code == 409
    for other in ({"commitment": 1}, {"commitment": None, "goal": None}):
        answer = await client.post(path, json=body | {"key": "otro"} | other, headers=minfin)
        assert (answer.status_code, "quienes dirigen" in answer.json()["detail"]) == (403, True)
    url = f"{path}/presupuestos/statements"
    stated = {"value": 3, "as_of": "2017-06", "where": "Informe, sección 2", "evidence_url": "https://example.org/a"}
    assert (await client.post(url, json=stated, headers=minfin)).status_code == 428
    match = minfin | {"If-Match": made.headers["etag"]}
    first = await client.post(url, json=stated, headers=match)
    assert (first.status_code, first.json()["value"]) == (201, 3)
    assert (await client.post(url, json=stated, headers=match)).status_code == 412
    second = await client.post(url, json=stated | {"value": 4.5}, headers=contact | {"If-Match": "*"})
    assert (second.json()["value"], second.json()["disagreements"]) == (4.5, [{"as_of": "2017-06", "values": [3, 4.5]}])
    assert [s["institution"] for s in second.json()["statements"]] == ["MINFIN", "SCSPR"]
    foreign = f"{path}/municipalities_signed/statements"
    assert (await client.post(foreign, json=stated, headers=minfin | {"If-Match": "*"})).status_code == 403


NO_STATEMENT: list[tuple[dict[str, Any], str]] = [
    ({"value": "3"}, "/value"),
    ({"value": True}, "/value"),
    ({"as_of": "2017"}, "/as_of"),
    ({"as_of": "2027-01"}, "/as_of"),
    ({"where": " "}, "/where"),
    ({"lines": [0]}, "/lines/0"),
    ({"lines": [HUGE]}, "/lines/0"),
    ({"evidence_url": "\u0000"}, "/evidence_url"),
]


async def test_bad_statements_are_told_field_by_field(platform: Platform, contact: dict[str, str]) -> None:
    url = f"{PLAN}/indicators/plan_goals/statements"
    for change, pointer in NO_STATEMENT:
        body = {"value": 3, "where": "x"} | change
        answer = await platform.client.post(url, json=body, headers=contact | {"If-Match": "*"})
        assert pointers(answer) == [pointer], change


async def test_odd_numbers_and_texts_are_refused_and_never_crash(platform: Platform, contact: dict[str, str]) -> None:
    client = platform.client
    headers = contact | {"If-Match": "*", "Content-Type": "application/json"}
    url = f"{PLAN}/indicators/plan_goals/statements"
    for content in (
        '{"value": 1e999, "where": "x"}',
        '{"value": NaN, "where": "x"}',
        '{"value": 1, "where": "\\ud800"}',
    ):
        answer = await client.post(url, content=content, headers=headers)
        assert answer.status_code in {400, 422}, content
    largest = await client.post(url, content='{"value": 1.7976931348623157e308, "where": "x"}', headers=headers)
    assert largest.status_code == 201
    whole = await client.post(url, json={"value": HUGE, "where": "x"}, headers=headers)
    assert whole.status_code == 201
    body = {"key": "otro", "label": WHY, "unit": WHY}
    for change, pointer in (({"goal": 1}, "/commitment"), ({"commitment": 99}, "/commitment")):
        assert pointers(await client.post(f"{PLAN}/indicators", json=body | change, headers=headers)) == [pointer]
    nothing = await client.post(f"{PLAN}/indicators", json=body | {"commitment": 1, "goal": 99}, headers=headers)
    assert nothing.json()["errors"][0]["detail"] == "El compromiso 1 no tiene la meta 99"
    for path in ("meetings", "indicators", "recommendations", "working-groups", "roundtable"):
        assert (await client.get(f"/v1/plans/gt-1999-2001/{path}")).status_code == 404
