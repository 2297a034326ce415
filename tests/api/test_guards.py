"""What answers give away beside what they say: to caches, to other sites, to those who guess, to those who repeat."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import httpx
import pytest

from constancia_testing.people import bearer, load_plan
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

PLAN: Final = "/v1/plans/gt-2016-2018"
CONTACTS: Final = f"{PLAN}/commitments/17/contacts"
CONTACT: Final = {"institution": "MINFIN", "office": {"es": "Presupuesto"}, "position": {"es": "Dirección"}}
MAIL: Final = "zoila@plantada.example"
ASKED: Final = {"name": {"es": "Nueva"}, "acronym": "ONUEVA", "kind": "civil_society", "motive": "Participar"}
FORBIDDEN_HERE: Final = ("access-control-allow-origin", "access-control-allow-credentials")


@dataclass(slots=True)
class Desk:
    """The registry alone, and two agencies and the point of contact who use it."""

    platform: Platform
    minfin: dict[str, str]
    inap: dict[str, str]
    contact: dict[str, str]

    @property
    def client(self) -> httpx.AsyncClient:
        """A client on the registry."""
        return self.platform.client

    async def kept(self) -> list[Any]:
        """The answers that the table of Idempotency-Key holds."""
        connection = await asyncpg.connect(self.platform.databases["commitments"])
        rows = await connection.fetch("select client, key, status, body from idempotency_keys order by key")
        await connection.close()
        return [tuple(row) for row in rows]


@pytest.fixture
async def desk(start_platform: StartPlatform, plan_document: bytes) -> AsyncIterator[Desk]:
    async with start_platform("commitments", "reporting", workers=False) as platform:
        registry = platform.databases["commitments"]
        await load_plan(platform.client, registry, plan_document)
        yield Desk(
            platform,
            await bearer(platform.client, registry, "MINFIN", "reports:write"),
            await bearer(platform.client, registry, "INAP", "reports:write"),
            await bearer(platform.client, registry, "SCSPR", "plan:admin"),
        )


async def test_an_answer_is_repeated_to_the_client_that_got_it_and_to_nobody_else(desk: Desk) -> None:
    keyed = {"Idempotency-Key": "1"}
    body = {"kind": "half_yearly", "starts_on": "2018-01-01", "ends_on": "2018-06-30", "due_on": "2018-08-01"}
    made = await desk.client.post(f"{PLAN}/periods", json=body, headers=desk.contact | keyed)
    assert made.status_code == 201, made.text
    again = await desk.client.post(f"{PLAN}/periods", json=body, headers=desk.contact | keyed)
    assert (again.content, again.headers["idempotent-replayed"]) == (made.content, "true")
    for headers, status in (({}, 401), (desk.minfin, 403)):
        other = await desk.client.post(f"{PLAN}/periods", json=body, headers=headers | keyed)
        assert (other.status_code, "idempotent-replayed" in other.headers) == (status, False)
    # The same key of a second client is another key: its command runs, and is judged anew.
    asked = {"institution": "SCSPR", "scopes": ["plan:admin"]}
    issued = (await desk.client.post("/v1/credentials", json=asked, headers=desk.contact)).json()
    client_id = issued["credential"]["client_id"]
    form = {"grant_type": "client_credentials"}
    token = await desk.client.post("/oauth2/token", data=form, auth=(client_id, issued["client_secret"]))
    second = {"Authorization": f"Bearer {token.json()['access_token']}"} | keyed
    group = {"number": 98, "commitments": [1], "convened_by": ["INAP"]}
    own = await desk.client.post(f"{PLAN}/working-groups", json=group, headers=second)
    assert (own.status_code, "idempotent-replayed" in own.headers) == (201, False), own.text
    ended = await desk.client.delete(f"/v1/credentials/{client_id}", headers=desk.contact | {"If-Match": "*"})
    assert ended.status_code == 200, ended.text
    revoked = await desk.client.post(f"{PLAN}/working-groups", json=group, headers=second)
    assert (revoked.status_code, "idempotent-replayed" in revoked.headers) == (401, False)


async def test_no_answer_with_a_secret_or_a_person_in_it_is_kept_for_a_repetition(desk: Desk) -> None:
    client, contact, lead = desk.client, desk.contact, desk.minfin

    async def twice(path: str, body: Any, by: dict[str, str]) -> Any:
        headers = by | {"Idempotency-Key": f"clave-{path}", "If-Match": "*"}
        first = await client.post(path, json=body, headers=headers)
        assert first.is_success, first.text
        assert first.headers["cache-control"] == "no-store"
        again = await client.post(path, json=body, headers=headers)
        assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "idempotent-answer-not-kept"), path
        return first.json()

    issued = await twice("/v1/credentials", {"institution": "MINFIN", "scopes": ["reports:write"]}, contact)
    await twice(f"/v1/credentials/{issued['credential']['client_id']}/keys", None, contact)
    hook = await twice("/v1/webhooks", {"url": "https://93.184.215.14/hook"}, lead)
    await twice(f"/v1/webhooks/{hook['id']}/secret", None, lead)
    link = await twice(f"{PLAN}/enrolment-links", {"label": "Mesa"}, contact)
    await twice(CONTACTS, CONTACT | {"email": MAIL}, lead)
    anonymous = await twice(f"/v1/enrolments/{link['code']}", ASKED | {"contact_email": MAIL}, {})
    kept = await desk.kept()
    assert [(status, body) for _, _, status, body in kept] == [(201, None)] * 7
    secrets = [issued["client_secret"], hook["secret"], link["code"], anonymous["receipt"], MAIL]
    # The path of an enrolment holds its code; this test's own keys name that path, as nobody's should.
    assert not [s for s in secrets for client_id, key, *_ in kept if s in client_id + key.replace(link["code"], "")]


async def test_strangers_who_choose_the_same_key_do_not_meet(desk: Desk) -> None:
    made = await desk.client.post(f"{PLAN}/enrolment-links", json={"label": "Mesa"}, headers=desk.contact)
    url, keyed = f"/v1/enrolments/{made.json()['code']}", {"Idempotency-Key": "1"}
    first = await desk.client.post(url, json=ASKED | {"contact_email": MAIL}, headers=keyed)
    other = await desk.client.post(url, json=ASKED | {"acronym": "OTRA", "contact_email": "a@b.example"}, headers=keyed)
    assert (first.status_code, other.status_code) == (201, 201), other.text
    assert first.json()["receipt"] != other.json()["receipt"]
    # Of what was known of a request only whoever repeats the whole of it hears again, with a key or without one.
    guess = await desk.client.post(url, json=ASKED | {"contact_email": "guess@b.example"}, headers=keyed)
    assert (guess.status_code, first.json()["receipt"] in guess.text) == (409, False)


def told(answer: httpx.Response, *names: str) -> tuple[int, dict[str, Any], str | None]:
    """What an answer says, without the names that its asker gave."""
    text = answer.text
    for name in names:
        text = text.replace(name, "-")
    body = httpx.Response(200, text=text).json()
    return answer.status_code, body, answer.headers.get("www-authenticate")


async def test_who_guesses_learns_nothing_from_how_they_are_refused(desk: Desk) -> None:
    client, contact = desk.client, desk.contact

    async def issued() -> Any:
        body = {"institution": "MINFIN", "scopes": ["reports:write"]}
        return (await client.post("/v1/credentials", json=body, headers=contact)).json()

    live, dead = await issued(), await issued()
    live_id, dead_id = live["credential"]["client_id"], dead["credential"]["client_id"]
    key = await client.post(f"/v1/credentials/{dead_id}/keys", headers=contact | {"If-Match": "*"})
    form = {"grant_type": "client_credentials"}
    token = await client.post("/oauth2/token", data=form, auth=(dead_id, dead["client_secret"]))
    await client.delete(f"/v1/credentials/{dead_id}", headers=contact | {"If-Match": "*"})
    shown = [
        ("minfin-00000000", live["client_secret"]),
        (live_id, "constancia_wrong"),
        (dead_id, dead["client_secret"]),
        (dead_id, "constancia_wrong"),
        ("", ""),
    ]
    refused = [told(await client.post("/oauth2/token", data=form, auth=one)) for one in shown]
    assert [one for one in refused if one != refused[0]] == []
    assert refused[0][0] == 401
    exceeding = [
        told(await client.post("/oauth2/token", data=form | {"scope": "plan:admin"}, auth=one)) for one in shown
    ]
    assert [one for one in exceeding if one != refused[0]] == [], "scopes are named to those who know the secret"
    keys = [key.json()["api_key"], "cst_00000000_" + "A" * 43, "cst_x", key.json()["api_key"][:-1] + "_"]
    by_key = [told(await client.get("/v1/webhooks", headers={"X-API-Key": one})) for one in keys]
    assert [one for one in by_key if one != by_key[0]] == []
    bearers = [token.json()["access_token"], token.json()["access_token"][:-5] + "AAAAA", "x.y.z", "x"]
    by_token = [told(await client.get("/v1/webhooks", headers={"Authorization": f"Bearer {one}"})) for one in bearers]
    assert [one for one in by_token if one != by_token[0]] == []


async def test_another_ones_webhook_is_told_as_one_that_is_not_there(desk: Desk) -> None:
    client = desk.client
    hook = (await client.post("/v1/webhooks", json={"url": "https://93.184.215.14/h"}, headers=desk.minfin)).json()[
        "id"
    ]
    none = hook[:-4] + ("0000" if not hook.endswith("0000") else "1111")
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"label": "x"}),
        ("DELETE", "", None),
        ("POST", "/secret", None),
        ("POST", "/test", None),
        ("GET", "/deliveries", None),
        ("POST", "/deliveries/msg_none/replay", None),
    ):
        answers = [
            told(
                await client.request(
                    method, f"/v1/webhooks/{one}{path}", json=body, headers=desk.inap | {"If-Match": '"1"'}
                ),
                one,
            )
            for one in (hook, none)
        ]
        assert answers[0] == answers[1], (method, path)
        assert answers[0][0] in {404, 422}


async def test_an_unknown_and_a_closed_enrolment_link_tell_a_program_the_same(desk: Desk) -> None:
    """Beside the sentence for a person: whoever holds one of 2^192 codes was given it, and is told why it is over."""
    made = (await desk.client.post(f"{PLAN}/enrolment-links", json={"label": "x"}, headers=desk.contact)).json()
    headers = desk.contact | {"If-Match": "*"}
    await desk.client.post(f"{PLAN}/enrolment-links/{made['id']}/close", headers=headers)
    closed = await desk.client.get(f"/v1/enrolments/{made['code']}")
    unknown = await desk.client.get("/v1/enrolments/nada")
    assert closed.status_code == unknown.status_code == 404
    assert "gt-2016-2018" not in closed.text
    assert sorted(closed.headers) == sorted(unknown.headers)


async def test_what_needs_a_token_is_kept_by_no_cache_and_read_by_no_other_site(desk: Desk) -> None:
    client, origin = desk.client, {"Origin": "https://other.example"}
    await client.post(CONTACTS, json=CONTACT | {"email": MAIL}, headers=desk.minfin)
    hook = (await client.post("/v1/webhooks", json={"url": "https://93.184.215.14/h"}, headers=desk.minfin)).json()[
        "id"
    ]
    by_lead = [f"{CONTACTS}/register", f"{CONTACTS}/1", "/v1/webhooks", f"/v1/webhooks/{hook}"]
    by_contact = ["/v1/audit", "/v1/credentials", f"{PLAN}/enrolments", f"{PLAN}/enrolment-links"]
    for path, headers in [(p, desk.minfin) for p in by_lead] + [(p, desk.contact) for p in by_contact]:
        read = await client.get(path, headers=headers | origin)
        assert read.status_code == 200, (path, read.text)
        revalidated = await client.get(
            path, headers=headers | origin | {"If-None-Match": read.headers.get("etag", "*")}
        )
        stranger = await client.get(path, headers=origin | {"If-None-Match": read.headers.get("etag", "*")})
        assert stranger.status_code == 401, path
        for answer in (read, revalidated, stranger, await client.head(path, headers=headers | origin)):
            assert answer.headers["cache-control"] == "no-store", path
            assert [name for name in FORBIDDEN_HERE if name in answer.headers] == [], path
            assert answer.headers["x-content-type-options"] == "nosniff"
        preflight = await client.options(
            path,
            headers=origin | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "X-API-Key"},
        )
        assert [name for name in FORBIDDEN_HERE if name in preflight.headers] == [], path


async def test_public_reads_are_open_to_every_site_without_credentials_and_writes_to_none(desk: Desk) -> None:
    client, origin = desk.client, {"Origin": "https://other.example"}
    for path in (PLAN, f"{PLAN}/commitments/17", f"{PLAN}/workbook", f"{PLAN}/file", CONTACTS, "/v1/institutions"):
        for headers in (origin, origin | desk.minfin, origin | {"Cookie": "a=b"}):
            answer = await client.get(path, headers=headers)
            assert answer.status_code == 200, answer.text
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers
            assert "set-cookie" not in answer.headers
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Authorization, Content-Type"}
    preflight = await client.options(CONTACTS, headers=origin | asked)
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "authorization" not in preflight.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in preflight.headers
    written = await client.post(CONTACTS, json=CONTACT, headers=origin | desk.minfin)
    assert (written.status_code, "access-control-allow-origin" in written.headers) == (201, False)


async def test_downloads_are_what_they_say_and_no_page(desk: Desk) -> None:
    for path, kind in (
        (f"{PLAN}/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("/v1/workbook-template", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (f"{PLAN}/file", "application/json"),
    ):
        answer = await desk.client.get(path)
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors" in answer.headers["content-security-policy"]
