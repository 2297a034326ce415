"""A report's life on the real plan: drafted, out for comment, heard, final, published, frozen."""

import asyncio
import hashlib
import json
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.platform import Platform
from reporting.reports.document import Document
from reporting.reports.rendering.formats import FILES, RENDERERS, Form

PLAN = "gt-2016-2018"
REPORTS = f"/v1/plans/{PLAN}/reports"
Headers = dict[str, str]


@pytest.fixture
async def contact(platform: Platform, document: bytes) -> Headers:
    """The point of contact, once the plan has reached everybody who must know it."""
    await load_plan(platform.client, platform.databases["commitments"], document)
    headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    for path in (REPORTS, "/v1/consultations/gt-2016-2018-1/comments"):
        await eventually(partial(platform.client.get, path), lambda answer: answer.is_success, within=60)
    await eventually(
        lambda: platform.client.get(f"/v1/plans/{PLAN}/consultation-statements"),
        lambda answer: bool(answer.json()["items"]),
        within=60,
    )
    return headers


async def begun(platform: Platform, contact: Headers, **body: Any) -> dict[str, Any]:
    answer = await platform.client.post(REPORTS, json=body, headers=contact)
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def asked(platform: Platform, contact: Headers, **body: Any) -> httpx.Response:
    return await platform.client.post(f"{REPORTS}/1/editions", json=body, headers={**contact, "If-Match": "*"})


async def made(platform: Platform, contact: Headers, **body: Any) -> dict[str, Any]:
    answer = await asked(platform, contact, **body)
    assert answer.status_code == 202, answer.text
    path = answer.headers["location"]

    async def look() -> dict[str, Any]:
        said = await platform.client.get(path, headers=contact)
        found: dict[str, Any] = said.json()
        return found

    return await eventually(look, lambda edition: edition["state"] != "waiting", within=90)


async def write(platform: Platform, contact: Headers, section: str, **text: str) -> httpx.Response:
    headers = {**contact, "If-Match": "*"}
    return await platform.client.put(f"{REPORTS}/1/sections/{section}", json={"text": text}, headers=headers)


async def report(platform: Platform) -> dict[str, Any]:
    said: dict[str, Any] = (await platform.client.get(f"{REPORTS}/1")).json()
    return said


async def test_a_report_that_was_heard_before_is_made_published_and_frozen(
    platform: Platform, contact: Headers, document: bytes
) -> None:
    before = await begun(platform, contact, kind="mid_term", as_of="2017-09-29", consultation="gt-2016-2018-1")
    assert (before["state"], before["files"], before["version"]) == ("draft", [], 1)
    text = "Se completaron **{{ goals.complete.count }}** de {{ goals.total }} metas ({{goals.complete.percent}})."
    written = await write(platform, contact, "introduction", es=text)
    assert (written.status_code, written.json()["section_version"]) == (200, 1)
    again = await write(platform, contact, "introduction", es=text)
    assert again.headers["etag"] == written.headers["etag"], "the same text again changes nothing"

    final = await made(platform, contact, purpose="final")
    assert (final["state"], final["files_made"], final["public"]) == ("ready", len(FILES), False)
    assert (await report(platform))["files"] == [], "nothing is public before it is published"
    hidden = await platform.client.get(f"{REPORTS}/1/files/es.pdf")
    assert hidden.status_code == 404

    published = await platform.client.post(f"{REPORTS}/1/publication", headers={**contact, "If-Match": "*"})
    assert published.status_code == 200, published.text
    said = published.json()
    assert (said["state"], said["edition"], said["edition_as_of"]) == ("published", 1, "2017-09-29")
    documents: dict[str, Document] = {}
    for file in said["files"]:
        got = await platform.client.get(file["href"])
        assert got.status_code == 200
        assert hashlib.sha256(got.content).hexdigest() == file["sha256"]
        assert got.headers["etag"] == f'"{file["sha256"]}"'
        if file["form"] == "json":
            documents[file["language"]] = Document.model_validate_json(got.content)
        else:  # rendering it again gives the same bytes
            assert RENDERERS[Form(file["form"])].render(documents[file["language"]]) == got.content, file["name"]
    held = await platform.client.get(said["files"][0]["href"], headers={"If-None-Match": got.headers["etag"]})
    assert held.status_code == 200
    held = await platform.client.get(file["href"], headers={"If-None-Match": got.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")

    in_force = (await platform.client.get(f"/v1/plans/{PLAN}/compliance", params={"as_of": "2017-09-29"})).json()
    figures = {one.key: one.value for one in documents["es"].figures}
    assert figures["goals.total"] == in_force["goals"]["total"] == 92
    assert figures["goals.complete.percent"] == in_force["goals"]["percent"]["complete"]
    introduction = next(one for one in documents["es"].sections if one.key == "introduction")
    assert "Se completaron 30 de 92 metas (32.61%)." in "".join(
        run.text for block in introduction.blocks if block.kind == "paragraph" for run in block.runs
    )
    comments = next(table for _, table in documents["es"].tables() if table.key == "comments-gt-2016-2018-1")
    assert len(comments.rows) == 2
    real = json.loads(document)["consultation"]["comments"]
    assert [row[2].text for row in comments.rows] == [one["text"]["es"] for one in real]

    for refused in (
        await write(platform, contact, "conclusions", es="Más"),
        await asked(platform, contact, purpose="preview"),
        await platform.client.post(f"{REPORTS}/1/publication", headers={**contact, "If-Match": "*"}),
    ):
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "report-published")


async def test_a_report_goes_out_and_the_consultation_is_announced_by_its_event(
    platform: Platform, contact: Headers, clock: FixedClock
) -> None:
    await begun(platform, contact)
    today = platform.clock.now().date()
    window = {"opens_on": str(today), "closes_on": str(today + timedelta(days=13))}
    out = await made(platform, contact, purpose="comment", **window)
    assert (out["state"], out["public"]) == ("ready", True)
    said = await eventually(lambda: report(platform), lambda one: one["consultation"] is not None, within=60)
    assert said["state"] == "out_for_comment"
    assert len(said["files"]) == len(FILES)
    announced = (await platform.client.get(f"/v1/consultations/{said['consultation']}")).json()
    assert announced["purpose"] == "self_assessment"
    assert {day: announced[day] for day in window} == window
    assert announced["document_url"].endswith(f"/planes/{PLAN}/informes/1")
    page = await platform.client.get(f"/planes/{PLAN}/informes/1")
    assert said["consultation"] in page.text
    assert "es.pdf" in page.text

    early = await asked(platform, contact, purpose="final")
    assert (early.status_code, early.json()["type"].rsplit("/", 1)[-1]) == (409, "report-still-out")
    twice = await asked(platform, contact, purpose="comment", **window)
    assert twice.json()["type"].rsplit("/", 1)[-1] == "report-not-draft"

    clock.advance(days=14)
    contact = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    final = await made(platform, contact, purpose="final")
    assert final["state"] == "ready"
    await write(platform, contact, "conclusions", es="Se dijo algo después.")
    stale = await platform.client.post(f"{REPORTS}/1/publication", headers={**contact, "If-Match": "*"})
    assert stale.json()["type"].rsplit("/", 1)[-1] == "report-written-since"
    assert (await made(platform, contact, purpose="final"))["edition"] == 3
    published = await platform.client.post(f"{REPORTS}/1/publication", headers={**contact, "If-Match": "*"})
    assert published.json()["edition"] == 3
    said_of_it = (await platform.client.get(f"/v1/plans/{PLAN}/clock")).json()["checklist"]
    answers = {one["question"]: one["yes"] for one in said_of_it}
    assert (answers["published"], answers["on-schedule"], answers["english"]) == (True, False, True)


@pytest.mark.parametrize(
    ("body", "pointer", "slug"),
    [
        ({"as_of": "2099-01-01"}, "/as_of", "report-as-of-in-future"),
        ({"as_of": "2010-01-01"}, "/as_of", "report-as-of-before-plan"),
        ({"consultation": "gt-2016-2018-77"}, "/consultation", "report-consultation-unknown"),
        ({"kind": "weekly"}, "/kind", "invalid"),
        ({"titulo": "x"}, "/titulo", "invalid"),
    ],
)
async def test_what_cannot_be_begun_is_refused_at_its_place(
    platform: Platform, contact: Headers, body: dict[str, str], pointer: str, slug: str
) -> None:
    answer = await platform.client.post(REPORTS, json=body, headers=contact)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert slug == "invalid" or answer.json()["type"].endswith(slug)
    assert (await platform.client.get(REPORTS)).json() == [], "nothing is half written"


async def test_what_cannot_be_written_or_made_is_refused_at_its_place(platform: Platform, contact: Headers) -> None:
    await begun(platform, contact)
    today = platform.clock.now().date()
    for text, pointer, slug in (
        ({"en": "Only English"}, "/text", "narrative-language"),
        ({"es": "Sí", "fr": "Oui"}, "/text", "narrative-language"),
        ({"es": "Hay {{ goals.done.count }}"}, "/text/es", "figure-unknown"),
        ({"es": "Hay {{ indicators.nada }}"}, "/text/es", "figure-unknown"),
    ):
        refused = await write(platform, contact, "introduction", **text)
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (422, slug)
        assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await write(platform, contact, "findings", es="No")).status_code == 422
    for body, pointer, slug in (
        ({}, "/opens_on", "report-window-needed"),
        ({"opens_on": "2020-01-01", "closes_on": "2020-02-01"}, "/opens_on", "report-window-refused"),
        (
            {"opens_on": str(today), "closes_on": str(today + timedelta(days=5))},
            "/closes_on",
            "report-window-too-short",
        ),
    ):
        refused = await asked(platform, contact, purpose="comment", **body)
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (422, slug)
        assert refused.json()["errors"][0]["pointer"] == pointer
    unheard = await asked(platform, contact, purpose="final")
    assert (unheard.status_code, unheard.json()["type"].rsplit("/", 1)[-1]) == (409, "report-not-heard")
    blind = await platform.client.put(f"{REPORTS}/1/sections/process", json={"text": {"es": "x"}}, headers=contact)
    assert blind.status_code == 428
    spanish = await platform.client.post(
        f"{REPORTS}/1/publication", headers={**contact, "If-Match": "*", "Accept-Language": "es"}
    )
    assert spanish.json()["detail"] == "El informe está en draft; pida antes una edición final"
    assert (await report(platform))["version"] == 1


async def test_two_who_ask_at_once_have_one_edition_made(platform: Platform, contact: Headers) -> None:
    await begun(platform, contact, as_of="2017-09-29")
    answers = await asyncio.gather(*(asked(platform, contact, purpose="preview") for _ in range(5)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202, 409, 409, 409, 409]
    listed = (await platform.client.get(f"{REPORTS}/1/editions", headers=contact)).json()
    assert [one["edition"] for one in listed] == [1]


async def test_drafts_are_for_the_point_of_contact_alone(platform: Platform, contact: Headers) -> None:
    await begun(platform, contact, as_of="2017-09-29")
    await write(platform, contact, "introduction", es="Palabra secreta")
    preview = await made(platform, contact, purpose="preview")
    href = next(one["href"] for one in preview["files"] if one["name"] == "es.html")
    assert "Palabra secreta" in (await platform.client.get(href, headers=contact)).text
    for path in (href, f"{REPORTS}/1/sections", f"{REPORTS}/1/editions", f"{REPORTS}/1/sections/introduction/texts"):
        assert (await platform.client.get(path)).status_code == 401
    for path in (f"{REPORTS}/1", REPORTS, f"/planes/{PLAN}/informes", f"/planes/{PLAN}/informes/1"):
        shown = await platform.client.get(path)
        assert shown.status_code == 200
        assert "secreta" not in shown.text


async def test_a_plan_without_a_commitment_has_a_report_too(platform: Platform, contact: Headers) -> None:
    empty = {"id": "gt-2030-2032", "country": "GT", "ordinal": 9, "title": {"es": "Noveno plan"}}
    made_plan = await platform.client.post(
        "/v1/plans", json={**empty, "starts_on": "2026-01-01", "ends_on": "2028-06-30"}, headers=contact
    )
    assert made_plan.status_code == 201, made_plan.text
    reports = "/v1/plans/gt-2030-2032/reports"
    await eventually(partial(platform.client.get, reports), lambda answer: answer.is_success, within=60)
    assert (await platform.client.post(reports, json={}, headers=contact)).status_code == 201
    asked_for = await platform.client.post(
        f"{reports}/1/editions", json={"purpose": "preview"}, headers={**contact, "If-Match": "*"}
    )
    look = partial(platform.client.get, asked_for.headers["location"], headers=contact)
    ready = await eventually(look, lambda answer: answer.json()["state"] != "waiting", within=90)
    assert (ready.json()["state"], ready.json()["files_made"]) == ("ready", len(FILES))
    for path in (
        "/v1/plans/gt-2030-2032/open-data/all.xlsx",
        "/v1/plans/gt-2030-2032/open-data/goals.csv",
        "/v1/plans/gt-2030-2032/feed.atom",
        "/v1/plans/gt-2030-2032/badge.svg",
        "/v1/plans/gt-2030-2032/comparison",
        "/embed/v1/es/plans/gt-2030-2032",
        "/embed/v1/en/plans/gt-2030-2032/latest",
        "/planes/gt-2030-2032/comparar",
        "/planes/gt-2030-2032/datos",
        "/planes/gt-2030-2032/buscar?q=algo",
    ):
        answer = await platform.client.get(path)
        assert answer.status_code == 200, (path, answer.text[:300])
