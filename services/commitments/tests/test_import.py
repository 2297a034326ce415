"""Plan files: all or nothing, every fault by its place, twice is once."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import asyncpg
import pytest

from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def registry(start_platform: StartPlatform) -> Callable[..., Any]:
    """The registry alone, without its worker."""
    return partial(start_platform, "commitments", workers=False)


async def send(platform: Platform, document: Any, query: str = "") -> Any:
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin") | JSON
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return await platform.client.post(f"/v1/imports{query}", content=content, headers=headers)


async def rows(platform: Platform) -> dict[str, int]:
    """How many rows each table of the registry has, but for credentials and keys."""
    connection = await asyncpg.connect(platform.databases["commitments"])
    tables = [row[0] for row in await connection.fetch("select tablename from pg_tables where schemaname = 'public'")]
    ours = sorted(set(tables) - {"credentials", "signing_keys", "alembic_version", "audit_log"})
    counts = {table: await connection.fetchval(f"select count(*) from {table}") for table in ours}
    of_others = "select count(*) from audit_log where table_name not in ('credentials', 'signing_keys')"
    counts["audit_log"] = await connection.fetchval(of_others)
    await connection.close()
    return counts


async def test_every_field_of_the_dataset_can_be_read_back(registry: Any, plan_file: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        plan = (await platform.client.get("/v1/plans/gt-2016-2018")).json()
        for key in ("id", "country", "ordinal", "title", "starts_on", "ends_on", "adopted_on", "languages"):
            assert plan[key] == plan_file["plan"][key]
        assert plan["themes"] == plan_file["themes"]
        assert plan["time_zone"] == "America/Guatemala"
        for institution in plan_file["institutions"]:
            found = (await platform.client.get(f"/v1/institutions/{institution['acronym']}")).json()
            assert {key: found[key] for key in institution} == institution
        for commitment in plan_file["commitments"]:
            path = f"/v1/plans/gt-2016-2018/commitments/{commitment['number']}"
            found = (await platform.client.get(path)).json()
            for key in ("ogp_id", "theme", "title", "leads", "starts_on", "ends_on", "declared_level", "fields"):
                assert found[key] == commitment[key], (path, key)
            goals = (await platform.client.get(f"{path}/goals?limit=100")).json()["items"]
            for goal, printed in zip(goals, commitment["goals"], strict=True):
                for key in ("number", "title", "starts_on", "ends_on", "level"):
                    assert goal[key] == printed[key]
                assert goal["template_starts_on"] == printed.get("template_starts_on")
                assert goal["reported_on"] == "2017-09-29"
                for part, shown in zip(goal["subgoals"], printed["subgoals"], strict=True):
                    assert {key: part[key] for key in shown} == shown


async def test_a_second_load_and_a_dry_run_change_nothing(registry: Any, document: bytes) -> None:
    async with registry() as platform:
        dry = await send(platform, document, "?dry_run=true")
        assert (dry.status_code, dry.json()["events"], dry.json()["import_id"]) == (200, 767, None)
        assert (await rows(platform))["plans"] == 0
        first = await send(platform, document)
        assert first.status_code == 201
        before = await rows(platform)
        again = await send(platform, json.loads(document))
        assert (again.status_code, again.json()["changed"], again.json()["events"]) == (200, False, 0)
        assert await rows(platform) == before
        kept = await platform.client.get(
            first.headers["location"],
            headers=await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin"),
        )
        assert kept.json()["sha256"] == first.json()["sha256"]


async def test_a_changed_file_says_only_what_changed(registry: Any, plan_file: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        plan_file["commitments"][16]["goals"][0]["title"]["es"] = "Otro título"
        plan_file["commitments"][16]["goals"][1]["level"] = "substantial"
        changed = await send(platform, plan_file, "?reason=Errata")
        assert (changed.status_code, changed.json()["events"]) == (201, 3)  # a text, a level, the file itself


async def test_an_agencys_later_report_survives_the_same_file(
    registry: Any, document: bytes, clock: FixedClock
) -> None:
    async with registry(loaded=document) as platform:
        clock.advance(days=1)
        headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
        path = "/v1/plans/gt-2016-2018/commitments/17/goals/1"
        body = {"level": "complete"}
        made = await platform.client.post(f"{path}/reports", json=body, headers=headers | {"If-Match": "*"})
        assert made.status_code == 201
        await send(platform, document)
        assert (await platform.client.get(path)).json()["level"] == "complete"


def broken(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def apply(file: Any) -> Any:
        change(file)
        return file

    return apply


FAULTS = {
    "/plan/starts_on": broken(lambda f: f["plan"].update(starts_on=0)),
    "/plan/ends_on": broken(lambda f: f["plan"].update(ends_on="2015-01-01")),
    "/plan/colour": broken(lambda f: f["plan"].update(colour="red")),
    "/commitments/0/title/es": broken(lambda f: f["commitments"][0]["title"].update(es="  ")),
    "/commitments/0/title": broken(lambda f: f["commitments"][0].update(title={"en": "Only English"})),
    "/commitments/1/number": broken(lambda f: f["commitments"][1].update(number=1)),
    "/commitments/2/theme": broken(lambda f: f["commitments"][2].update(theme=9)),
    "/commitments/3/leads/0/institution": broken(lambda f: f["commitments"][3]["leads"][0].update(institution="ONU")),
    "/commitments/4/goals/2/level": broken(lambda f: f["commitments"][4]["goals"][2].update(level="done")),
    "/commitments/4/goals/2/ends_on": broken(lambda f: f["commitments"][4]["goals"][2].update(ends_on="2017-13")),
    "/commitments/15/goals/0/evidence/0/subgoal": broken(
        lambda f: f["commitments"][15]["goals"][0]["evidence"][0].update(subgoal=7)
    ),
    "/consultation/closes_on": broken(lambda f: f["consultation"].update(closes_on="2017-09-01")),
    "/consultation/comments/0/received_at": broken(
        lambda f: f["consultation"]["comments"][0].update(received_at="2017-09-19T09:07:00")
    ),
}


@pytest.mark.parametrize("pointer", FAULTS)
async def test_a_fault_is_told_by_its_place_and_nothing_is_taken(registry: Any, plan_file: Any, pointer: str) -> None:
    async with registry() as platform:
        before = await rows(platform)
        for language in ("es", "en"):
            answer = await send(platform, FAULTS[pointer](plan_file), f"?lang={language}")
            assert answer.status_code == 422
            faults = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
            assert pointer in faults, faults
            assert answer.headers["content-language"] == language
        assert await rows(platform) == before


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (b"", {400, 422}),
        (b"{", {400}),
        (b"[]", {422}),
        (b"null", {422}),
        (b'{"plan": "\xff"}', {400}),
        (b'"' + b"x" * (9 * 1024 * 1024) + b'"', {413}),
        (b"[" * 100_000, {400}),
    ],
)
async def test_what_is_no_plan_file_gets_a_clear_answer(registry: Any, document: bytes, status: set[int]) -> None:
    async with registry() as platform:
        answer = await send(platform, document)
        assert answer.status_code in status, answer.text[:300]
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


async def test_promises_on_record_may_not_vanish(registry: Any, plan_file: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        del plan_file["commitments"][4]["goals"][3]
        answer = await send(platform, plan_file)
        assert answer.status_code == 409
        assert "5.4" in answer.json()["detail"]


async def test_a_country_of_several_zones_must_name_one(registry: Any, plan_file: Any) -> None:
    async with registry() as platform:
        plan_file["plan"].update(country="MX", id="mx-2016-2018")
        refused = await send(platform, plan_file)
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/plan/time_zone"]
        plan_file["plan"]["time_zone"] = "America/Mexico_City"
        assert (await send(platform, plan_file)).status_code == 201


async def test_only_the_point_of_contact_may_load(registry: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write") | JSON
        assert (await platform.client.post("/v1/imports", content=document, headers=headers)).status_code == 403
        assert (await platform.client.post("/v1/imports", content=document, headers=JSON)).status_code == 401


async def test_two_plans_at_once_that_share_a_new_institution_enter_it_once(registry: Any, plan_file: Any) -> None:
    async with registry() as platform:
        other = json.loads(json.dumps(plan_file))
        other["plan"].update(id="gt-2018-2020", ordinal=4)
        answers = await asyncio.gather(send(platform, plan_file), send(platform, other))
        assert [answer.status_code for answer in answers] == [201, 201]
        connection = await asyncpg.connect(platform.databases["commitments"])
        twice = await connection.fetch("select stream, version from event_stage group by 1, 2 having count(*) > 1")
        await connection.close()
        assert twice == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
async def test_a_file_that_others_could_not_read_again_is_refused(
    registry: Any, document: bytes, encoding: str
) -> None:
    async with registry() as platform:
        answer = await send(platform, document.decode().encode(encoding))
        assert answer.status_code in {400, 422}, answer.text[:200]
        assert (await rows(platform))["plans"] == 0


async def test_a_corrected_file_does_not_unsay_a_report_of_its_own_day(
    registry: Any, plan_file: Any, document: bytes
) -> None:
    async with registry(loaded=document) as platform:
        headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
        path = "/v1/plans/gt-2016-2018/commitments/17/goals/3"
        body = {"level": "complete", "reported_on": "2017-09-29"}
        made = await platform.client.post(f"{path}/reports", json=body, headers=headers | {"If-Match": "*"})
        assert made.status_code == 201
        plan_file["commitments"][16]["goals"][2]["title"]["en"] = "A corrected title"
        plan_file["consultation"]["closes_on"] = "2017-10-06"
        corrected = await send(platform, plan_file, "?reason=Errata")
        assert corrected.json()["events"] == 2, "a text and the file: no level is stated again, of whatever day"
        assert (await platform.client.get(path)).json()["level"] == "complete"


async def test_a_level_declared_again_for_the_same_day_holds(registry: Any, plan_file: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        plan_file["commitments"][16]["declared_level"] = "initiated"
        await send(platform, plan_file)
        found = await platform.client.get("/v1/plans/gt-2016-2018/commitments/17")
        assert found.json()["declared_level"] == "initiated"


async def test_subgoals_on_record_may_not_vanish(registry: Any, plan_file: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        goal = plan_file["commitments"][19]["goals"][5]
        lost = goal["subgoals"].pop()
        goal["evidence"] = []
        answer = await send(platform, plan_file)
        assert (answer.status_code, f"20.6.{lost['number']}" in answer.json()["detail"]) == (409, True)


async def test_a_reader_may_ask_for_some_members_only(registry: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        path = "/v1/plans/gt-2016-2018/commitments/17/goals"
        whole = (await platform.client.get(path)).json()["items"]
        sparse = await platform.client.get(f"{path}?fields=title,number&fields=level")
        assert sparse.json()["items"] == [{k: g[k] for k in ("number", "title", "level")} for g in whole]
        one = await platform.client.get(f"{path}/1?fields=number")
        assert (one.json(), one.headers["etag"].endswith(';number"')) == ({"number": 1}, True)


async def test_narratives_of_a_file_become_reports_once(registry: Any, plan_file: Any) -> None:
    async with registry() as platform:
        goal = plan_file["commitments"][16]["goals"][3]
        goal["narrative"] = {"es": "Hay {{ indicators.plan_commitments }}"}
        goal["challenges"] = {"es": "Pocos"}
        await send(platform, plan_file)
        plan_file["commitments"][16]["goals"][1]["title"]["en"] = "Another title"
        again = await send(platform, plan_file, "?reason=Se tradujo mejor")
        assert again.json()["events"] == 2, "a text and the file: nothing is stated again"
        goal["narrative"] = {"es": "Otra cosa"}
        changed = await send(platform, plan_file)
        assert changed.json()["events"] == 2, "a report and the file"
        reports = (await platform.client.get("/v1/plans/gt-2016-2018/commitments/17/goals/4/reports")).json()["items"]
        assert [(r["n"], r["narrative"]["es"], r["institution"]) for r in reports] == [
            (1, "Hay {{ indicators.plan_commitments }}", None),
            (2, "Otra cosa", None),
        ]


async def test_what_a_file_tells_is_checked_in_its_place(registry: Any, plan_file: Any) -> None:
    async with registry() as platform:
        goal = plan_file["commitments"][15]["goals"][0]
        goal["narrative"] = {"es": "{{ indicators.nada }}", "quc": "K'o"}
        goal["next_steps"] = {"es": "a", "fr": "b"}
        refused = await send(platform, plan_file)
        assert refused.status_code == 422
        at = "/commitments/15/goals/0"
        assert {fault["pointer"] for fault in refused.json()["errors"]} == {
            f"{at}/narrative/es",
            f"{at}/narrative/quc",
            f"{at}/next_steps/fr",
        }


async def test_a_later_file_lowers_a_level_only_with_a_reason(registry: Any, plan_file: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        goal = plan_file["commitments"][16]["goals"][3]
        goal["level"] = "not_started"
        assert (await send(platform, plan_file, "?dry_run=true")).status_code == 200, "of the same day it corrects"
        refused = await send(platform, plan_file, "?levels_as_of=2018-01-31")
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/commitments/16/goals/3/reason"]
        goal["reason"] = {"es": "Se contó dos veces"}
        assert (await send(platform, plan_file, "?levels_as_of=2018-01-31")).status_code == 201
        found = (await platform.client.get("/v1/plans/gt-2016-2018/commitments/17/goals/4/reports")).json()["items"]
        assert found[-1]["reason"] == goal["reason"]
