"""Enrolment by link: an organisation asks, the point of contact decides, the receipt tells, its contact is erased."""

import asyncio
import re
from typing import Any
from urllib.parse import urlencode

import asyncpg
import pytest

from commitments.operations import forget_contacts
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

PLAN = "/v1/plans/gt-2016-2018"
EMAIL = "una.persona@organizacion.example"
ASKED = {
    "name": {"es": "Organización Nueva", "en": "New Organisation"},
    "acronym": "ONUEVA",
    "kind": "civil_society",
    "motive": "Queremos vigilar el compromiso 3",
    "contact_email": EMAIL,
}
FORM = {
    "name_es": "Organización <Nueva>",
    "name_en": "",
    "acronym": "onueva",
    "kind": "civil_society",
    "motive": "Una línea\r\ny otra",
    "contact_email": EMAIL,
    "website": "",
}
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
SPANISH = {"Accept-Language": "es"}


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


@pytest.fixture
async def contact(platform: Platform) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin") | SPANISH


async def make_link(platform: Platform, contact: dict[str, str], **body: Any) -> Any:
    body = {"label": "Segunda convocatoria"} | body
    made = await platform.client.post(f"{PLAN}/enrolment-links", json=body, headers=contact)
    assert made.status_code == 201, made.text
    return made.json()


async def send(platform: Platform, path: str, form: Any) -> Any:
    content = form if isinstance(form, bytes) else urlencode(form).encode()
    return await platform.client.post(path, content=content, headers=URLENCODED)


async def test_an_organisation_asks_is_accepted_and_is_a_member_with_the_same_commit(
    platform: Platform, contact: dict[str, str]
) -> None:
    client = platform.client
    link = await make_link(platform, contact, working_group=3)
    assert link["url"].endswith(f"/inscripcion/{link['code']}")
    invited = (await client.get(f"/v1/enrolments/{link['code']}")).json()
    assert (invited["working_group"], invited["plan"]) == (3, "gt-2016-2018")
    first, second = await asyncio.gather(*(client.post(f"/v1/enrolments/{link['code']}", json=ASKED) for _ in range(2)))
    assert (first.status_code, second.status_code, first.json()) == (201, 201, second.json())
    other = await client.post(f"/v1/enrolments/{link['code']}", json=ASKED | {"motive": "x"}, headers=SPANISH)
    assert (other.status_code, "ya pidió incorporarse como ONUEVA" in other.json()["detail"]) == (409, True)
    waiting = await client.get(f"{PLAN}/enrolments?state=pending", headers=contact)
    [request] = waiting.json()["items"]
    assert (request["contact_email"], request["working_group"], waiting.headers["cache-control"]) == (
        EMAIL,
        3,
        "no-store",
    )
    url = f"{PLAN}/enrolments/{request['id']}/decision"
    yes = {"accepted": True, "reason": {"es": "Cumple los requisitos"}, "joined_on": "2026-12-01"}
    assert (await client.post(url, json=yes, headers=contact)).status_code == 428
    decided = await client.post(url, json=yes, headers=contact | {"If-Match": '"1"'})
    assert (decided.status_code, decided.json()["state"]) == (200, "accepted"), decided.text
    assert (await client.post(url, json=yes, headers=contact | {"If-Match": '"1"'})).status_code == 412
    again = await client.post(url, json=yes, headers=contact | {"If-Match": "*"})
    assert (again.status_code, "ya se decidió" in again.json()["detail"]) == (409, True)
    institution = (await client.get("/v1/institutions/ONUEVA")).json()
    assert (institution["name"], institution["roundtable"]) == (ASKED["name"], False)
    member = (await client.get(f"{PLAN}/working-groups/3/members/ONUEVA")).json()
    assert (member["joined_on"], member["left_on"]) == ("2026-12-01", None)
    told = (await client.get(f"/v1/enrolment-receipts/{first.json()['receipt']}")).json()
    assert (told["state"], told["reason"], told["institution"]) == ("accepted", yes["reason"], "ONUEVA")
    connection = await asyncpg.connect(platform.databases["commitments"])
    types = [r[0] for r in await connection.fetch("select type from event_stage order by id desc limit 2")]
    await connection.close()
    assert types == ["commitments.membership_changed.v1", "commitments.institution_registered.v1"]


async def test_a_link_that_is_unknown_closed_or_over_says_so(
    platform: Platform, contact: dict[str, str], clock: FixedClock
) -> None:
    client = platform.client
    link = await make_link(platform, contact, expires_on="2026-11-23")
    closed = await make_link(platform, contact)
    url = f"{PLAN}/enrolment-links/{closed['id']}"
    assert (await client.post(f"{url}/close", headers=contact)).status_code == 428
    shut = await client.post(f"{url}/close", headers=contact | {"If-Match": '"1"'})
    assert (shut.status_code, shut.json()["closed_at"] is not None) == (200, True)
    clock.advance(hours=16)
    expected = {"nada": "No existe ese enlace", closed["code"]: "se cerró", link["code"]: "hasta el 2026-11-23"}
    for code, sentence in expected.items():
        for answer in (
            await client.get(f"/v1/enrolments/{code}", headers=SPANISH),
            await client.post(f"/v1/enrolments/{code}", json=ASKED, headers=SPANISH),
        ):
            assert (answer.status_code, sentence in answer.json()["detail"]) == (404, True)
        for answer in (await client.get(f"/inscripcion/{code}"), await send(platform, f"/inscripcion/{code}", FORM)):
            assert (answer.status_code, sentence in answer.text) == (404, True)
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
    headers = await bearer(client, platform.databases["commitments"], "SCSPR", "plan:admin")  # the first one is over
    listed = (await client.get(f"{PLAN}/enrolment-links?limit=1", headers=headers)).json()
    rest = await client.get(f"{PLAN}/enrolment-links?cursor={listed['next_cursor']}", headers=headers)
    assert len(rest.json()["items"]) == 1
    assert link["code"] not in rest.text + str(listed)
    past = await client.post(
        f"{PLAN}/enrolment-links", json={"label": "x", "expires_on": "2026-11-22"}, headers=headers | SPANISH
    )
    assert (past.status_code, "ya pasó" in past.json()["detail"]) == (422, True)
    assert (await client.get(f"{PLAN}/enrolment-links")).status_code == 401


async def test_what_is_wrong_is_told_field_by_field_to_programs_and_people(
    platform: Platform, contact: dict[str, str]
) -> None:
    link = await make_link(platform, contact)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"name": {"en": "x"}}, "/name"),
        ({"name": {"es": "x" * 201}}, "/name"),
        ({"acronym": "ñu"}, "/acronym"),
        ({"kind": "friend"}, "/kind"),
        ({"motive": "x" * 4001}, "/motive"),
        ({"motive": "\u0000"}, "/motive"),
        ({"contact_email": "a@b"}, "/contact_email"),
        ({"contact_email": "a b@c.org"}, "/contact_email"),
        ({"phone": "5555-1234"}, "/phone"),
    ]
    for change, pointer in cases:
        answer = await platform.client.post(f"/v1/enrolments/{link['code']}", json=ASKED | change, headers=SPANISH)
        assert answer.status_code == 422, change
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer], change
        assert str(next(iter(change.values()))) not in answer.text
    path = f"/inscripcion/{link['code']}"
    empty = await send(platform, path, {})
    assert empty.status_code == 422
    summary = re.findall(r'<li><a href="#(\w+)">([^<]+)</a>: ([^<]+)</li>', empty.text)
    assert [name for name, _, _ in summary] == ["name_es", "acronym", "kind", "motive", "contact_email"]
    assert {message for _, _, message in summary} == {"Esto es obligatorio"}
    trapped = await send(platform, path, FORM | {"website": "https://spam.example"})
    assert (trapped.status_code, "Deje este campo vacío: está ahí" in trapped.text) == (422, True)
    assert "Organización &lt;Nueva&gt;" in trapped.text, "what was typed stays, and stays text"
    for odd in (b"\xff\xfe", b"name_es=%FF", b"&".join([b"a=b"] * 50), b"=", b"name_es=%00&acronym=%00"):
        assert (await send(platform, path, odd)).status_code == 422
    assert (await send(platform, path, b"name_es=" + b"x" * 70_000)).status_code == 413
    assert (await platform.client.post(path, json=FORM)).status_code == 422
    listed = await platform.client.get(f"{PLAN}/enrolments", headers=contact)
    assert listed.json()["items"] == []


async def test_people_fill_in_the_page_and_see_the_decision_by_their_receipt(
    platform: Platform, contact: dict[str, str]
) -> None:
    client = platform.client
    link = await make_link(platform, contact)
    path = f"/en/enrolment/{link['code']}"
    page = await client.get(path)
    assert (page.status_code, '<html lang="en">' in page.text, "Roundtable of the plan" in page.text) == (200,) + (
        True,
    ) * 2
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<script|<style|style=|onclick", page.text)
    sent = await send(platform, path, FORM)
    assert sent.status_code == 303, sent.text
    assert (await send(platform, path, FORM)).headers["location"] == sent.headers["location"]
    state = await client.get(sent.headers["location"])
    assert ("Waiting for a decision" in state.text, EMAIL in state.text) == (True, False)
    [request] = (await client.get(f"{PLAN}/enrolments", headers=contact)).json()["items"]
    assert (request["acronym"], request["motive"]) == ("ONUEVA", "Una línea\ny otra")
    no = {"accepted": False, "reason": {"es": "Falta <el acta>", "en": "The deed is missing"}}
    url = f"{PLAN}/enrolments/{request['id']}/decision"
    decided = await client.post(url, json=no, headers=contact | {"If-Match": "*"})
    assert (decided.json()["state"], decided.json()["contact_email"]) == ("rejected", None)
    state = await client.get(sent.headers["location"].replace("/en/enrolment/receipt/", "/inscripcion/recibo/"))
    assert ("No aceptada" in state.text, "Falta &lt;el acta&gt;" in state.text) == (True, True)
    assert (await client.get("/inscripcion/recibo/nada")).status_code == 404


async def test_a_contact_is_nowhere_but_in_its_row_and_is_forgotten_in_time(
    platform: Platform, contact: dict[str, str], clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    client, database = platform.client, platform.databases["commitments"]
    link = await make_link(platform, contact)
    asked = await client.post(f"/v1/enrolments/{link['code']}", json=ASKED)
    assert asked.status_code == 201
    await client.post(f"/v1/enrolments/{link['code']}", json=ASKED | {"acronym": "no"})
    [request] = (await client.get(f"{PLAN}/enrolments", headers=contact)).json()["items"]
    yes = {"accepted": True, "reason": {"es": "Sí"}}
    url = f"{PLAN}/enrolments/{request['id']}/decision"
    decided = await client.post(url, json=yes, headers=contact | {"If-Match": "*"})
    assert (decided.status_code, decided.json()["erase_contact_on"]) == (200, "2027-02-21")
    public = [
        await client.get(path)
        for path in (
            f"/v1/enrolment-receipts/{asked.json()['receipt']}",
            f"/inscripcion/recibo/{asked.json()['receipt']}",
            f"/v1/enrolments/{link['code']}",
            f"/inscripcion/{link['code']}",
            "/v1/institutions/ONUEVA",
            f"{PLAN}/roundtable/ONUEVA",
        )
    ]
    assert all(answer.status_code == 200 and EMAIL not in answer.text for answer in public)
    assert public[4].json()["roundtable"], "it sits at the roundtable"
    connection = await asyncpg.connect(database)
    tables = [r[0] for r in await connection.fetch("select tablename from pg_tables where schemaname = 'public'")]
    holding = [
        table
        for table in tables
        if await connection.fetchval(f"select count(*) from {table} t where t::text like $1", f"%{EMAIL}%")
    ]
    bodies = await connection.fetch("select convert_from(body, 'UTF8') as body from event_stage")
    assert holding == ["enrolments"]
    assert not any(EMAIL in row["body"] for row in bodies)
    assert not any(link["code"] in str(row) for row in await connection.fetch("select * from enrolment_links"))
    # The command goes by the machine's own clock: as if the day had come.
    await connection.execute("update enrolments set erase_contact_on = current_date")
    assert await forget_contacts(database) == 1
    assert await connection.fetchval("select count(*) from enrolments where contact_email is not null") == 0
    await connection.close()
    assert EMAIL not in "".join(capfd.readouterr())
