"""Bulk work over HTTP: what is downloaded may come back, filled in or not, and only what is new is said."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from commitments import operations
from commitments.workbook.checking import check
from commitments.workbook.rows import document_of
from commitments.workbook.writing import write
from constancia_events.plan_file import PlanFile
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer, load_plan
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOK = "/v1/plans/gt-2016-2018/workbook"
GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/3"


@pytest.fixture
def registry(start_platform: StartPlatform) -> Callable[..., Any]:
    """The registry alone, without its worker."""
    return partial(start_platform, "commitments", workers=False)


async def send(platform: Platform, book: bytes, query: str = "", *, scope: str = "plan:admin") -> Any:
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", scope)
    return await platform.client.post(
        f"/v1/imports/workbook{query}", content=book, headers=headers | {"Content-Type": XLSX}
    )


async def send_file(platform: Platform, document: bytes) -> Any:
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    json_type = {"Content-Type": "application/json"}
    return await platform.client.post("/v1/imports", content=document, headers=headers | json_type)


async def report(platform: Platform, level: str, **more: Any) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    body = {"level": level, "reason": {"es": "Se revisó"}, **more}
    made = await platform.client.post(f"{GOAL}/reports", json=body, headers=headers | {"If-Match": "*"})
    assert made.status_code == 201, made.text


def nothing_new(answer: Any) -> bool:
    return (answer.status_code, answer.json()["changed"], answer.json()["events"]) == (200, False, 0)


async def test_what_is_exported_comes_back_without_a_change_even_after_reports(
    registry: Any, document: bytes, clock: FixedClock
) -> None:
    async with registry(loaded=document) as platform:
        for advance in (0, 1):
            file = await platform.client.get("/v1/plans/gt-2016-2018/file")
            assert nothing_new(await send_file(platform, file.content))
            for language in ("es", "en"):
                book = await platform.client.get(f"{BOOK}?lang={language}")
                assert book.headers["content-language"] == language
                assert nothing_new(await send(platform, book.content)), language
            clock.advance(days=advance)
            await report(platform, "complete" if advance else "initiated")
            await report(platform, "substantial", reported_on="2017-10-15")
        earlier = file.content
        assert nothing_new(
            await send_file(platform, (await platform.client.get("/v1/plans/gt-2016-2018/file")).content)
        )
        stale = await send_file(platform, earlier)
        assert stale.json()["events"] == 0, "a file from before a report does not unsay the report"
        assert (await platform.client.get(GOAL)).json()["level"] == "complete"


async def test_a_level_filled_in_counts_from_the_day_of_the_download(
    registry: Any, document: bytes, clock: FixedClock
) -> None:
    async with registry(loaded=document) as platform:
        exported = (await platform.client.get("/v1/plans/gt-2016-2018/file")).json()
        exported["commitments"][16]["goals"][2]["level"] = "complete"
        book = write(document_of(PlanFile.model_validate(exported)), "es")
        clock.advance(days=3)
        dry = await send(platform, book, "?dry_run=true")
        assert (dry.status_code, dry.json()["events"], dry.json()["dry_run"]) == (200, 2, True)
        taken = await send(platform, book)
        assert (taken.status_code, taken.json()["events"]) == (201, 2), (
            "one level and the file: the others hold already"
        )
        assert taken.json()["workbook_sha256"] != taken.json()["sha256"]
        goal = (await platform.client.get(GOAL)).json()
        assert (goal["level"], goal["reported_on"]) == ("complete", "2026-11-23")
        assert taken.headers["location"] == f"/v1/imports/{taken.json()['import_id']}"
        assert nothing_new(await send(platform, book))


async def test_all_levels_are_stated_anew_for_a_day_that_is_asked_for(
    registry: Any, document: bytes, clock: FixedClock
) -> None:
    async with registry(loaded=document) as platform:
        book = (await platform.client.get(BOOK)).content
        anew = await send(platform, book, "?levels_as_of=2018-06-30")
        assert anew.status_code == 201
        assert anew.json()["events"] > 92, "every goal is stated, though none has changed"
        assert (await platform.client.get(GOAL)).json()["reported_on"] == "2018-06-30"
        assert nothing_new(await send(platform, book, "?levels_as_of=2018-06-30"))


async def test_a_refused_workbook_names_its_cells_and_changes_nothing(registry: Any, document: bytes) -> None:
    async with registry() as platform:
        file = document_of(PlanFile.model_validate_json(document))
        file["commitments"][4]["theme"] = 9
        file["commitments"][0]["goals"][1]["ends_on"] = "30/06/2018"
        answer = await send(platform, write(file, "es"), "?lang=es")
        assert answer.status_code == 422
        [fault] = answer.json()["errors"]
        assert (fault["sheet"], fault["cell"], fault["pointer"]) == ("Metas", "F4", "/commitments/0/goals/1/ends_on")
        assert "parameter" not in fault
        file["commitments"][0]["goals"][1]["ends_on"] = "2018-06-30"
        file["plan"] |= {"country": "MX", "id": "mx-2016-2018"}
        file["commitments"][4]["theme"] = 1
        zoned = await send(platform, write(file, "en"), "?lang=en")
        assert [(one["sheet"], one["cell"]) for one in zoned.json()["errors"]] == [("Plan", "J3")]
        assert (await platform.client.get("/v1/plans")).json()["items"] == []


async def test_a_workbook_is_public_and_not_sent_twice(registry: Any, document: bytes) -> None:
    async with registry() as platform:
        assert (await platform.client.get(BOOK)).status_code == 404
        await load_plan(platform.client, platform.databases["commitments"], document)
        for path in (f"{BOOK}?lang=es", "/v1/plans/gt-2016-2018/file", "/v1/workbook-template?lang=es"):
            first = await platform.client.get(path)
            assert first.status_code == 200
            assert first.headers["content-disposition"].startswith("attachment; filename=") or "template" not in path
            held = await platform.client.get(path, headers={"If-None-Match": first.headers["etag"]})
            assert (held.status_code, held.content) == (304, b"")
        assert (await platform.client.get(BOOK)).headers["vary"] == "Accept-Language"
        assert (
            'filename="gt-2016-2018-2026-11-23-es.xlsx"'
            in (await platform.client.get(BOOK)).headers["content-disposition"]
        )


async def test_only_the_point_of_contact_sends_a_workbook_and_only_as_one(registry: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        book = (await platform.client.get(BOOK)).content
        assert (await platform.client.post("/v1/imports/workbook", content=book)).status_code == 401
        assert (await send(platform, book, scope="reports:write")).status_code == 403
        headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
        for kind in ("application/json", "text/csv"):
            wrong = await platform.client.post(
                "/v1/imports/workbook", content=book, headers=headers | {"Content-Type": kind}
            )
            assert (wrong.status_code, wrong.headers["content-type"]) == (415, "application/problem+json")
        for junk in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            answer = await send(platform, junk)
            assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_a_template_begins_with_the_frame_of_another_plan(registry: Any, document: bytes) -> None:
    async with registry(loaded=document) as platform:
        path = "/v1/workbook-template?lang=es&languages=es,kek"
        assert (await platform.client.get(f"{path}&like=gt-2030-2032")).status_code == 404
        assert (await platform.client.get("/v1/workbook-template?languages=Spanish")).status_code == 422
        book = (await platform.client.get(f"{path}&like=gt-2016-2018")).content
        refused = await send(platform, book)
        sheets = {fault["sheet"] for fault in refused.json()["errors"]}
        assert sheets == {"Plan", "Compromisos"}, "themes and institutions are there"


async def test_the_command_loads_and_exports_workbooks(registry: Any, document: bytes) -> None:
    async with registry() as platform:
        url = platform.databases["commitments"]
        file = PlanFile.model_validate_json(document)
        first = await operations.load_plan(
            url, write(document_of(file), "en"), dry_run=False, levels_as_of=None, language="en"
        )
        assert first.events == 767
        book = await operations.export_plan(url, "gt-2016-2018", "xlsx", "en")
        again = await operations.load_plan(url, book, dry_run=False, levels_as_of=None)
        assert not again.changed
        exported = check(book, "es").file
        plain = PlanFile.model_validate_json(await operations.export_plan(url, "gt-2016-2018", "json", "es"))
        assert exported == plain
        assert plain.commitments == file.commitments


async def test_what_a_workbook_amends_without_a_reason_is_told_by_its_cells(
    registry: Any, document: bytes, plan_file: Any
) -> None:
    plan_file["commitments"][0]["goals"][0]["ends_on"] = "2017-08"
    plan_file["commitments"][0]["title"]["es"] = "Otro título"
    book = write(document_of(PlanFile.model_validate(plan_file)), "es")
    async with registry() as platform:
        await load_plan(platform.client, platform.databases["commitments"], document)
        refused = await send(platform, book)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "amendment-needs-reason")
        places = {fault["pointer"]: (fault["sheet"], fault["cell"]) for fault in refused.json()["errors"]}
        assert places == {
            "/commitments/0/title": ("Compromisos", "D3"),
            "/commitments/0/goals/0/ends_on": ("Metas", "F3"),
        }
        assert (await send(platform, book, "?reason=Retraso")).status_code == 201
