"""Webhooks over HTTP: whose they are, what is refused, and secrets that are shown once."""

import json
from typing import Any

import asyncpg
import pytest
import structlog

from commitments.webhook.aggregate import MOST_PER_OWNER
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

HOOKS = "/v1/webhooks"
URL = "https://93.184.215.14/hook"
"""Literal and public, so that no name is looked up."""
REFUSED_URLS = [
    ("http://93.184.215.14/hook", "scheme"),
    ("https://user:word@93.184.215.14/", "credentials"),
    ("https://93.184.215.14:25/", "port"),
    ("https://2130706433/", "host"),
    ("https://localhost/", "host"),
    ("https://127.0.0.1/", "not_public"),
    ("https://10.0.0.1/", "not_public"),
    ("https://169.254.169.254/latest/meta-data/", "not_public"),
    ("https://[::1]/", "not_public"),
    ("https://[::ffff:169.254.169.254]/", "not_public"),
    ("https://[fd00:ec2::254]/", "not_public"),
    ("https://[64:ff9b::a9fe:a9fe]/", "not_public"),
    ("not an address", "scheme"),
    ("https://[::1/", "unreadable"),
    ("https://nowhere.invalid/", "unresolved"),
]
BAD_BODIES: list[tuple[dict[str, Any], str]] = [
    ({"url": None}, "/url"),
    ({"url": ""}, "/url"),
    ({"url": "https://x\x00.gt/"}, "/url"),
    ({"url": "https://x.gt/" + "a" * 2_000}, "/url"),
    ({"url": 7}, "/url"),
    ({"events": ["plan_burnt"]}, "/events/0"),
    ({"events": "progress_reported"}, "/events"),
    ({"events": None}, "/events"),
    ({"institution": "minfin"}, "/institution"),
    ({"institution": "NADIE"}, "/institution"),
    ({"plan": "gt"}, "/plan"),
    ({"plan": "gt-1990-1992"}, "/plan"),
    ({"plan": "gt-2016-2018", "commitment": 999}, "/commitment"),
    ({"commitment": 17}, "/plan"),
    ({"plan": "gt-2016-2018", "commitment": 10**40}, "/commitment"),
    ({"plan": "gt-2016-2018", "commitment": True}, "/commitment"),
    ({"label": "a\x00b"}, "/label"),
    ({"label": "x" * 201}, "/label"),
    ({"label": "\ud800"}, "/label"),
    ({"url": "https://\udfff.gt/"}, "/url"),
    ({"label": None}, "/label"),
    ({"secret": "whsec_mine"}, "/secret"),
]


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


async def token(platform: Platform, institution: str, *scopes: str) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], institution, *scopes)


@pytest.fixture
async def minfin(platform: Platform) -> dict[str, str]:
    return await token(platform, "MINFIN", "reports:write")


async def subscribe(platform: Platform, headers: dict[str, str], **body: Any) -> Any:
    return await platform.client.post(HOOKS, json={"url": URL} | body, headers=headers)


async def test_a_secret_is_shown_once_and_never_again(platform: Platform, minfin: dict[str, str]) -> None:
    with structlog.testing.capture_logs() as logs:
        made = await subscribe(platform, minfin, label="Portal", plan="gt-2016-2018", commitment=17)
        assert made.status_code == 201, made.text
        secret, path = made.json()["secret"], made.headers["location"]
        assert made.headers["cache-control"] == "no-store"
        one = await platform.client.get(path, headers=minfin)
        assert (one.status_code, one.headers["etag"]) == (200, made.headers["etag"])
        rotated = await platform.client.post(f"{path}/secret", headers=minfin | {"If-Match": one.headers["etag"]})
        assert rotated.status_code == 201
        assert rotated.json()["secret"] != secret
        assert rotated.json()["previous_secret_until"].startswith("2026-11-24T15:00")
        every = await platform.client.get(HOOKS, headers=minfin)
        patched = await platform.client.patch(path, json={"label": "x"}, headers=minfin | {"If-Match": "*"})
        ping = await platform.client.post(f"{path}/test", headers=minfin)
        pings = await platform.client.get(f"{path}/deliveries", headers=minfin)
    for answer in (one, every, patched, ping, pings):
        assert "whsec_" not in answer.text
    assert "whsec_" not in str(logs)
    assert URL not in str(logs)
    connection = await asyncpg.connect(platform.databases["commitments"])
    events = await connection.fetch("select body from event_stage")
    await connection.close()
    assert not any(b"whsec_" in row["body"] or b"webhook" in row["body"] for row in events), "private, so no event"


async def test_an_agency_cannot_see_or_change_anothers(platform: Platform, minfin: dict[str, str]) -> None:
    made = await subscribe(platform, minfin)
    path = made.headers["location"]
    ping = (await platform.client.post(f"{path}/test", headers=minfin)).json()["id"]
    mspas = await token(platform, "MSPAS", "reports:write") | {"If-Match": "*"}
    tries = [
        ("GET", path, None),
        ("PATCH", path, {"enabled": False}),
        ("DELETE", path, None),
        ("POST", f"{path}/secret", None),
        ("POST", f"{path}/test", None),
        ("GET", f"{path}/deliveries", None),
        ("POST", f"{path}/deliveries/{ping}/replay", None),
    ]
    for method, address, body in tries:
        answer = await platform.client.request(method, address, json=body, headers=mspas)
        assert answer.status_code == 404, (method, address)
        nowhere = address.replace(made.json()["id"], "whk_" + "0" * 32)
        missing = await platform.client.request(method, nowhere, json=body, headers=mspas)
        assert missing.json()["type"] == answer.json()["type"], "it is not said whether there is one"
    assert (await platform.client.get(HOOKS, headers=mspas)).json()["items"] == []
    contact = await token(platform, "SCSPR", "plan:admin")
    assert (await platform.client.get(path, headers=contact)).status_code == 200
    assert [w["owner"] for w in (await platform.client.get(HOOKS, headers=contact)).json()["items"]] == ["MINFIN"]


async def test_who_may_have_webhooks(platform: Platform) -> None:
    assert (await subscribe(platform, {})).status_code == 401
    evidence = await token(platform, "MINFIN", "evidence:write")
    assert (await subscribe(platform, evidence)).status_code == 403
    contact = await token(platform, "SCSPR", "plan:admin")
    assert (await subscribe(platform, contact)).status_code == 201


async def test_addresses_that_are_not_called_are_refused_and_told_why(
    platform: Platform, minfin: dict[str, str]
) -> None:
    path = (await subscribe(platform, minfin)).headers["location"]
    spanish = minfin | {"Accept-Language": "es", "If-Match": "*"}
    for url, code in REFUSED_URLS:
        new = await subscribe(platform, spanish, url=url)
        moved = await platform.client.patch(path, json={"url": url}, headers=spanish)
        for answer in (new, moved):
            assert answer.status_code == 422, answer.text
            assert answer.json()["detail"] == "No se puede llamar a esta dirección; vea errors"
            [fault] = answer.json()["errors"]
            assert (fault["pointer"], fault["code"]) == ("/url", code), url
            assert fault["detail"].startswith(("El ", "La ", "Esto "))


async def test_bad_bodies_are_told_field_by_field(platform: Platform, minfin: dict[str, str]) -> None:
    path = (await subscribe(platform, minfin)).headers["location"]
    headers = minfin | {"If-Match": "*", "Content-Type": "application/json"}
    for body, pointer in BAD_BODIES:
        whole, part = (json.dumps(sent).encode() for sent in ({"url": URL} | body, body))  # surrogates stay escaped
        new = await platform.client.post(HOOKS, content=whole, headers=headers)
        changed = await platform.client.patch(path, content=part, headers=headers)
        for answer in (new, changed):
            assert answer.status_code == 422, answer.text
            assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer], body


async def test_a_change_needs_the_version_that_its_writer_saw(platform: Platform, minfin: dict[str, str]) -> None:
    made = await subscribe(platform, minfin, plan="gt-2016-2018", commitment=17, institution="MINFIN")
    path, tag = made.headers["location"], made.headers["etag"]
    client = platform.client
    assert (await client.patch(path, json={"label": "x"}, headers=minfin)).status_code == 428
    assert (await client.delete(path, headers=minfin)).status_code == 428
    assert (await client.post(f"{path}/secret", headers=minfin)).status_code == 428
    assert (await client.patch(path, json={}, headers=minfin | {"If-Match": '"9"'})).status_code == 412
    same = await client.patch(path, json={}, headers=minfin | {"If-Match": tag})
    assert (same.status_code, same.headers["etag"]) == (200, tag)
    body = {"institution": None, "commitment": None, "events": ["progress_reported"], "label": "Sitio nacional"}
    changed = await client.patch(path, json=body, headers=minfin | {"If-Match": tag})
    assert changed.status_code == 200, changed.text
    assert {name: changed.json()[name] for name in body} == body
    assert (changed.json()["plan"], changed.json()["url"]) == ("gt-2016-2018", URL)
    assert (await client.patch(path, json={"plan": None}, headers=minfin | {"If-Match": tag})).status_code == 412
    held = await client.get(path, headers=minfin | {"If-None-Match": changed.headers["etag"]})
    assert held.status_code == 304
    assert (await client.delete(path, headers=minfin | {"If-Match": "*"})).status_code == 204
    assert (await client.get(path, headers=minfin)).status_code == 404


async def test_disabled_ones_are_found_and_are_sent_nothing(platform: Platform, minfin: dict[str, str]) -> None:
    client = platform.client
    path = (await subscribe(platform, minfin)).headers["location"]
    await subscribe(platform, minfin)
    ping = (await client.post(f"{path}/test", headers=minfin)).json()
    assert (await client.post(f"{path}/test", headers=minfin)).json() == ping, "one that waits is not sent twice"
    stopped = await client.patch(path, json={"enabled": False}, headers=minfin | {"If-Match": "*"})
    assert (stopped.json()["enabled"], stopped.json()["disabled_reason"]) == (False, "by_request")
    for address in (f"{path}/test", f"{path}/deliveries/{ping['id']}/replay"):
        refused = await client.post(address, headers=minfin)
        assert (refused.status_code, refused.json()["type"][-16:]) == (409, "webhook-disabled")
    [told] = (await client.get(f"{path}/deliveries", headers=minfin)).json()["items"]
    assert (told["state"], told["last_trouble"], told["next_try_at"]) == ("failed", "webhook_disabled", None)
    contact = await token(platform, "SCSPR", "plan:admin")
    for asked, found in (("?disabled=true", [stopped.json()["id"]]), ("?disabled=false&limit=1", None)):
        items = (await client.get(HOOKS + asked, headers=contact)).json()["items"]
        assert [w["id"] for w in items] == found if found else items[0]["enabled"]
    started = await client.patch(path, json={"enabled": True}, headers=minfin | {"If-Match": "*"})
    assert started.json()["disabled_at"] is None
    assert (await client.post(f"{path}/deliveries/{ping['id']}/replay", headers=minfin)).status_code == 202


async def test_lists_go_on_by_cursor_and_take_no_forged_one(platform: Platform, minfin: dict[str, str]) -> None:
    made = [(await subscribe(platform, minfin)).json()["id"] for _ in range(3)]
    first = await platform.client.get(f"{HOOKS}?limit=2", headers=minfin)
    cursor = first.json()["next_cursor"]
    rest = await platform.client.get(f"{HOOKS}?limit=2&cursor={cursor}", headers=minfin)
    assert sorted(w["id"] for w in first.json()["items"] + rest.json()["items"]) == sorted(made)
    assert (
        await platform.client.get(f"{HOOKS}/{made[0]}/deliveries?cursor={cursor}", headers=minfin)
    ).status_code == 422
    for path in (f"{HOOKS}/x", f"{HOOKS}/whk_{'g' * 32}", f"{HOOKS}/%00", f"{HOOKS}/{made[0]}/deliveries/x/replay"):
        method = "POST" if path.endswith("replay") else "GET"
        assert (await platform.client.request(method, path, headers=minfin)).status_code == 422
    nothing = await platform.client.post(f"{HOOKS}/{made[0]}/deliveries/msg_{'0' * 32}/replay", headers=minfin)
    assert nothing.status_code == 404


async def test_an_institution_has_so_many_and_no_more(platform: Platform, minfin: dict[str, str]) -> None:
    for _ in range(MOST_PER_OWNER):
        assert (await subscribe(platform, minfin)).status_code == 201
    assert (await subscribe(platform, minfin)).status_code == 409
    mspas = await token(platform, "MSPAS", "reports:write")
    assert (await subscribe(platform, mspas)).status_code == 201


async def test_the_document_says_that_either_scope_is_enough(platform: Platform) -> None:
    document = platform.apps["commitments"].openapi()
    for path, item in document["paths"].items():
        if path.startswith(HOOKS):
            for operation in item.values():
                assert operation["security"] == [
                    {"oauth2": ["reports:write"]},
                    {"oauth2": ["plan:admin"]},
                    {"apiKey": []},
                ]
    patch = document["components"]["schemas"]["WebhookPatch"]
    assert "required" not in patch
    assert "default" not in json.dumps(patch["properties"]["url"])
