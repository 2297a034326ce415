"""Plans, commitments and goals over REST: entered, changed by what is sent alone, refused by their place."""

import asyncio
from typing import Any

import asyncpg
import pytest

WHY = {"es": "Lo acordó la mesa"}


async def test_a_plan_goes_through_its_whole_life(desk: Any) -> None:
    await desk.institution("MINFIN")
    made = await desk.draft()
    assert (made.status_code, made.json()["state"], made.json()["time_zone"]) == (201, "draft", "America/Guatemala")
    assert made.headers["location"] == "/v1/plans/gt-2020-2022"
    assert (await desk.draft()).status_code == 409
    assert (await desk.go("adopted")).json()["detail"].startswith("El plan está en draft: de ahí puede pasar a in_con")
    assert (await desk.post("/transitions", {"to": "in_consultation"})).status_code == 428
    stale = await desk.post("/transitions", {"to": "in_consultation"}, desk.headers | {"If-Match": '"99"'})
    assert stale.status_code == 412
    assert (await desk.go("in_consultation")).json()["can_become"] == ["adopted", "draft"]
    assert (await desk.go("draft")).json()["errors"][0]["pointer"] == "/reason"
    assert (await desk.go("draft", reason=WHY)).status_code == 201
    assert (await desk.go("in_consultation", on="2026-11-24")).json()["errors"][0]["pointer"] == "/on"
    assert (await desk.go("in_consultation")).status_code == 201
    assert (await desk.go("adopted")).json()["errors"][0]["detail"] == "El plan no tiene ningún compromiso"
    await desk.commitment(leads=[])
    assert len((await desk.go("adopted")).json()["errors"]) == 2
    await desk.goal()
    assert (
        await desk.patch("/commitments/1", {"leads": [{"institution": "MINFIN", "role": "lead"}]})
    ).status_code == 200
    adopted = await desk.go("adopted")
    assert (adopted.status_code, adopted.json()["adopted_on"]) == (201, "2026-11-23")
    minfin = await desk.bearer("MINFIN", "reports:write") | {"If-Match": "*"}
    early = await desk.post("/commitments/1/goals/1/reports", {"level": "complete"}, minfin)
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "plan-not-in-implementation")
    assert (await desk.go("in_implementation")).status_code == 201
    assert (await desk.post("/commitments/1/goals/1/reports", {"level": "complete"}, minfin)).status_code == 201
    assert (await desk.go("closed")).status_code == 201  # after its last day: no reason
    assert (await desk.post("/commitments/1/goals/1/reports", {"level": "complete"}, minfin)).status_code == 409
    frozen = await desk.patch("/commitments/1", {"title": {"es": "Otro"}, "reason": WHY})
    assert (frozen.status_code, frozen.json()["type"].rpartition("/")[2]) == (409, "plan-closed")
    assert (await desk.go("in_implementation")).status_code == 422
    assert (await desk.go("in_implementation", reason=WHY)).status_code == 201
    steps = await desk.items("/transitions")
    assert [step["state"] for step in steps] == [
        *("draft", "in_consultation", "draft", "in_consultation", "adopted", "in_implementation", "closed"),
        "in_implementation",
    ]
    assert [step["n"] for step in steps] == list(range(1, 9))
    assert {step["institution"] for step in steps} == {"SCSPR"}


async def test_every_state_and_text_is_an_event_of_the_plans_stream_in_order(desk: Any) -> None:
    await desk.small_plan("in_implementation")
    connection = await asyncpg.connect(desk.platform.databases["commitments"])
    said = await connection.fetch("select version, type from event_stage where stream like 'plan/%' order by version")
    await connection.close()
    assert [row["version"] for row in said] == list(range(1, len(said) + 1))
    kinds = [row["type"].split(".")[1].removeprefix("plan_") for row in said]
    assert kinds == ["defined", "state_changed", "state_changed", "defined", "state_changed", "state_changed"]
    assert (await desk.get())["version"] == len(said)


async def test_a_member_that_is_not_sent_stays_and_null_clears_what_may_be_empty(desk: Any) -> None:
    await desk.small_plan()
    whole = {
        "ogp_id": "GT0099",
        "fields": {"problem": {"es": "Problema"}, "objective": {"es": "Objetivo"}},
        "budget": {"amount": "1000.50", "currency": "GTQ", "source": {"es": "Presupuesto"}},
        "sdgs": ["16", "16.10"],
        "national_links": [{"es": "K'atun 2032"}],
        "other_actors": [{"kind": "civil_society", "name": {"es": "Acción Ciudadana"}}],
        "activities": [{"number": 1, "title": {"es": "Paso"}, "goal": 1, "office": {"es": "Dirección"}}],
    }
    full = await desk.patch("/commitments/1", whole)
    assert full.status_code == 200, full.text
    for name in ("ogp_id", "sdgs", "national_links"):
        assert full.json()[name] == whole[name]
    assert full.json()["budget"]["amount"] == "1000.50"
    etag = full.headers["etag"]
    again = await desk.patch("/commitments/1", whole, etag)
    assert (again.status_code, again.headers["etag"]) == (200, etag)
    nothing = await desk.patch("/commitments/1", {}, etag)
    assert (nothing.status_code, nothing.json()) == (200, full.json())
    cleared = (await desk.patch("/commitments/1", {"budget": None, "ogp_id": None, "fields": {"problem": None}})).json()
    assert (cleared["budget"], cleared["ogp_id"], cleared["fields"]["problem"]) == (None, None, None)
    assert (cleared["fields"]["objective"], cleared["sdgs"]) == ({"es": "Objetivo"}, ["16", "16.10"])


BAD: list[tuple[str, Any, str]] = [
    ("", {"title": None}, "/title"),
    ("", {"starts_on": 0}, "/starts_on"),
    ("", {"ends_on": "2019-01-01"}, "/ends_on"),
    ("", {"time_zone": "Mars/Base"}, "/time_zone"),
    ("", {"adopted_on": "2020-01-01"}, "/adopted_on"),
    ("", {"themes": []}, "/themes"),
    ("", {"themes": [{"number": 1, "slug": s, "title": {"es": "x"}} for s in "ab"]}, "/themes/1/number"),
    ("", {"state": "adopted"}, "/state"),
    ("/commitments/1", {"title": {"en": "English alone"}}, "/title"),
    ("/commitments/1", {"title": {"es": "a\x00b"}}, "/title/es"),
    ("/commitments/1", {"theme": 10**30}, "/theme"),
    ("/commitments/1", {"theme": 2}, "/theme"),
    ("/commitments/1", {"leads": [{"institution": "ONU", "role": "lead"}]}, "/leads/0/institution"),
    ("/commitments/1", {"leads": [{"institution": "MINFIN", "role": "lead"}] * 2}, "/leads/1/institution"),
    ("/commitments/1", {"budget": {"amount": 5, "currency": "GTQ"}}, "/budget/amount"),
    ("/commitments/1", {"budget": {"amount": "5", "currency": "quetzal"}}, "/budget/currency"),
    ("/commitments/1", {"sdgs": ["18"]}, "/sdgs/0"),
    ("/commitments/1", {"sdgs": ["1", "1"]}, "/sdgs/1"),
    ("/commitments/1", {"activities": [{"number": 1, "title": {"es": "x"}, "goal": 9}]}, "/activities/0/goal"),
    ("/commitments/1", {"fields": {"color": {"es": "x"}}}, "/fields/color"),
    ("/commitments/1/goals/1", {"ends_on": "2021-13"}, "/ends_on"),
    ("/commitments/1/goals/1", {"depends_on": [{"commitment": 1, "goal": 9}]}, "/depends_on/0"),
    ("/commitments/1/goals/1", {"depends_on": [{"commitment": 1, "goal": 1}]}, "/depends_on"),
    ("/commitments/1/goals/1", {"depends_on": [{"commitment": 1, "goal": 2}] * 2}, "/depends_on/1/goal"),
    ("/commitments/1/goals/1", {"subgoals": [{"number": 1}]}, "/subgoals/0/title"),
    ("", {"title": {"es": "Plan", "fr": "Plan"}}, "/title/fr"),
    ("", {"themes": [{"number": 1, "slug": "uno", "title": {"es": "Uno", "fr": "Un"}}]}, "/themes/0/title/fr"),
    ("/commitments/1", {"fields": {"problem": {"es": "Problema", "fr": "Problème"}}}, "/fields/problem/fr"),
    ("/commitments/1/goals/1", {"title": {"es": "Meta", "fr": "But"}}, "/title/fr"),
]


async def test_bad_input_is_told_field_by_field(small: Any) -> None:
    for path, body, pointer in BAD:
        answer = await small.patch(path, body)
        assert answer.status_code == 422, answer.text
        assert pointer in {fault["pointer"] for fault in answer.json()["errors"]}


@pytest.fixture
async def small(desk: Any) -> Any:
    await desk.small_plan()
    return desk


async def test_one_number_with_ogp_is_one_commitments(small: Any) -> None:
    assert (await small.patch("/commitments/1", {"ogp_id": "GT0900"})).status_code == 200
    assert (await small.patch("/commitments/1", {"ogp_id": "GT0900", "title": {"es": "Otro"}})).status_code == 200
    [fault] = (await small.commitment(2, ogp_id="GT0900")).json()["errors"]
    assert fault["pointer"] == "/ogp_id"
    assert fault["detail"] == "GT0900 es el número del compromiso 1 del plan gt-2020-2022"


async def test_a_text_that_stood_before_its_language_left_the_plan_may_stay(small: Any) -> None:
    assert (await small.patch("", {"languages": ["es", "en"]})).status_code == 200
    assert (await small.patch("/commitments/1", {"title": {"es": "Uno", "en": "One"}})).status_code == 200
    assert (await small.patch("", {"languages": ["es"]})).status_code == 200
    assert (await small.patch("/commitments/1", {"ends_on": "2022-05"})).status_code == 200
    assert (await small.patch("/commitments/1", {"title": {"es": "Uno", "en": "First"}})).status_code == 422


async def test_only_the_point_of_contact_changes_structure(small: Any) -> None:
    minfin = await small.bearer("MINFIN", "reports:write") | {"If-Match": "*"}
    for method, path in (
        ("PATCH", ""),
        ("POST", "/transitions"),
        ("POST", "/commitments"),
        ("PATCH", "/commitments/1"),
        ("POST", "/commitments/1/goals"),
        ("PATCH", "/commitments/1/goals/1"),
        ("POST", "/lineage"),
    ):
        for headers, status in ((minfin, 403), ({}, 401)):
            answer = await small.platform.client.request(method, f"{small.plan}{path}", json={}, headers=headers)
            assert answer.status_code == status, (method, path)
    anew = await small.platform.client.put("/v1/institutions/NEW", json={}, headers=minfin)
    assert anew.status_code == 403


async def test_an_institution_is_entered_without_and_replaced_with_its_etag(small: Any) -> None:
    assert (await small.institution("NUEVA")).status_code == 201
    assert (await small.institution("NUEVA")).status_code == 428
    assert (await small.institution("NUEVA", **{"If-Match": '"9"'})).status_code == 412
    assert (await small.institution("NUEVA", **{"If-Match": '"1"'})).headers["etag"] == '"1"'
    assert (await small.institution("OTRA", **{"If-Match": "*"})).status_code == 404


async def test_two_writers_at_once_never_close_a_circle_together(small: Any) -> None:
    for _ in range(5):
        answers = await asyncio.gather(
            small.patch("/commitments/1/goals/1", {"depends_on": [{"commitment": 1, "goal": 2}]}),
            small.patch("/commitments/1/goals/2", {"depends_on": [{"commitment": 1, "goal": 1}]}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]
        refused = next(answer for answer in answers if answer.status_code == 422).json()["errors"]
        assert "1.1" in refused[0]["detail"]
        assert "1.2" in refused[0]["detail"]
        for goal in (1, 2):
            assert (await small.patch(f"/commitments/1/goals/{goal}", {"depends_on": []})).status_code == 200


async def test_a_circle_over_several_goals_is_named(small: Any) -> None:
    await small.commitment(2)
    await small.goal(1, 2, depends_on=[{"commitment": 1, "goal": 1}])
    await small.patch("/commitments/1/goals/2", {"depends_on": [{"commitment": 2, "goal": 1}]})
    answer = await small.patch("/commitments/1/goals/1", {"depends_on": [{"commitment": 1, "goal": 2}]})
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/depends_on", "cycle")
    assert {"1.1", "1.2", "2.1"} == set(fault["detail"].partition(": ")[2].split(" → "))


async def test_a_vocabulary_says_its_words_in_both_languages(small: Any) -> None:
    assert (await small.get())["vocabulary"] == "gt"
    assert (await small.patch("", {"vocabulary": "ogp"})).json()["vocabulary"] == "ogp"
    for vocabulary, words in (("gt", ("Iniciado", "Initiated")), ("ogp", ("Limitado", "Limited"))):
        levels = (await small.get(of=f"/v1/vocabularies/{vocabulary}"))["levels"]
        assert (levels["initiated"]["es"], levels["initiated"]["en"]) == words
        assert list(levels) == ["no_evidence", "not_started", "initiated", "substantial", "complete"]
    assert (await small.platform.client.get("/v1/vocabularies/irm")).status_code == 422


async def test_a_plan_whose_life_began_before_it_was_entered_keeps_its_own_days(desk: Any) -> None:
    await desk.institution("MINFIN")
    future = await desk.draft("gt-2018-2020", drafted_on="2026-11-24")
    assert (future.status_code, future.json()["errors"][0]["pointer"]) == (422, "/drafted_on")
    assert (await desk.draft("gt-2018-2020", drafted_on="2018-03-01")).status_code == 201
    desk.plan = "/v1/plans/gt-2018-2020"
    assert [(await desk.commitment()).status_code, (await desk.goal()).status_code] == [201, 201]
    assert (await desk.go("in_consultation", on="2018-02-28")).json()["errors"][0]["pointer"] == "/on"
    for to, on in (("in_consultation", "2018-05-02"), ("adopted", "2018-06-20"), ("in_implementation", "2018-07-01")):
        assert (await desk.go(to, on=on)).status_code == 201
    assert (await desk.get())["adopted_on"] == "2018-06-20"
    steps = [step["effective_on"] for step in await desk.items("/transitions")]
    assert steps == ["2018-03-01", "2018-05-02", "2018-06-20", "2018-07-01"]


async def test_a_country_code_that_is_none_is_told_as_such_and_not_as_one_of_several_zones(desk: Any) -> None:
    unknown, several = await desk.draft(country="XX"), await desk.draft(country="BR")
    assert [answer.json()["errors"][0]["pointer"] for answer in (unknown, several)] == ["/country", "/time_zone"]
    assert (await desk.draft(country="XX", time_zone="Europe/Belgrade")).status_code == 201


async def test_what_may_be_asked_and_judged_in_each_state_of_a_plan(desk: Any) -> None:
    await desk.small_plan("draft")
    await desk.institution("MRI")
    irm = await desk.bearer("MRI", "irm:write")
    period = {"starts_on": "2020-07-01", "ends_on": "2020-12-31", "due_on": "2021-01-31"}
    found = {}
    for n, state in enumerate(("draft", "in_consultation", "adopted", "in_implementation", "closed")):
        if n:
            assert (await desk.go(state)).status_code == 201
        kind = {"kind": "half_yearly" if n < 4 else "end_of_term"}
        asked = await desk.post("/periods", period | kind)
        judged = await desk.post("/commitments/1/goals/1/irm-assessments", {"level": "no_evidence"}, irm)
        found[state] = (asked.status_code, judged.status_code)
    assert found == {
        "draft": (409, 409),
        "in_consultation": (409, 409),
        "adopted": (409, 409),
        "in_implementation": (201, 201),
        "closed": (409, 201),
    }


async def test_a_refusal_of_one_member_names_it(guatemala: Any) -> None:
    desk = guatemala
    follow, links = "/recommendations/a/follow-ups", "/enrolment-links"
    headers = desk.headers | {"If-Match": "*"}
    told = {
        "/done_on": await desk.post(follow, {"text": WHY, "done_on": "2026-11-24"}, headers),
        "/commitment": await desk.post(follow, {"text": WHY, "commitment": 99}, headers),
        "/expires_on": await desk.post(links, {"label": "Mesa", "expires_on": "2026-11-22"}),
    }
    client, issue = desk.platform.client, {"institution": "MINFIN", "scopes": ["reports:write"]}
    for pointer, changed in (("/scopes", {"scopes": ["reports"]}), ("/expires_on", {"expires_on": "2026-11-01"})):
        answer = await client.post("/v1/credentials", json=issue | changed, headers=desk.headers)
        assert (answer.status_code, [f["pointer"] for f in answer.json()["errors"]]) == (422, [pointer])
    assert {p: [f["pointer"] for f in a.json()["errors"]] for p, a in told.items()} == {p: [p] for p in told}


async def test_a_plan_made_over_rest_goes_out_and_comes_back_as_nothing_new_and_seats_nobody(guatemala: Any) -> None:
    desk = guatemala
    client = desk.platform.client
    assert (await desk.get(of="/v1/institutions/MINFIN"))["roundtable"] is True
    desk.plan = "/v1/plans/gt-2020-2022"
    await desk.small_plan("in_implementation")
    minfin = await desk.bearer("MINFIN", "reports:write") | {"If-Match": "*"}
    assert (await desk.post("/commitments/1/goals/1/reports", {"level": "initiated"}, minfin)).status_code == 201
    meeting = {"kind": "roundtable", "held_on": "2021-01-15", "status": "held", "attendance": ["MINFIN"]}
    assert (await desk.post("/meetings", meeting)).status_code == 201
    file = await client.get(f"{desk.plan}/file")
    for dry_run in (True, False):
        query = {"dry_run": str(dry_run).lower()}
        headers = desk.headers | {"Content-Type": "application/json"}
        back = await client.post("/v1/imports", params=query, content=file.content, headers=headers)
        assert (back.status_code, back.json()["changed"], back.json()["events"]) == (200, False, 0)
    assert await desk.items("/roundtable") == []
    assert (await desk.get(of="/v1/institutions/MINFIN"))["roundtable"] is True
