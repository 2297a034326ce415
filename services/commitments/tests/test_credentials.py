"""Credentials over REST and their API keys: managed by the point of contact, shown once, ended at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from commitments.credential.aggregate import Credential
from commitments.credential.errors import CredentialEnded, ExpiresInPast, KeyNotFound, KeysEnough
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/1"
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
MINFIN = {"institution": "MINFIN", "scopes": ["reports:write"]}


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


@pytest.fixture
async def admin(platform: Platform) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")


async def issued(platform: Platform, admin: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = await platform.client.post("/v1/credentials", json=MINFIN | more, headers=admin)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def a_key(platform: Platform, admin: dict[str, str], client_id: str) -> httpx.Response:
    return await platform.client.post(f"/v1/credentials/{client_id}/keys", headers=admin | {"If-Match": "*"})


async def report(platform: Platform, headers: dict[str, str]) -> httpx.Response:
    body = {"level": "complete"}
    return await platform.client.post(f"{GOAL}/reports", json=body, headers=headers | {"If-Match": "*"})


def a_credential(**more: Any) -> tuple[Credential, str]:
    return Credential.issue("MINFIN", frozenset({"reports:write"}), now=NOW, by="scspr-1", **more)


def test_a_third_live_key_is_refused_and_an_ended_one_makes_room() -> None:
    credential, _ = a_credential()
    for _ in range(2):
        credential, key, _ = credential.issue_key(now=NOW, by="scspr-1")
    with pytest.raises(KeysEnough, match=key.id):
        credential.issue_key(now=NOW, by="scspr-1")
    credential, _, _ = credential.revoke_key(key.id, now=NOW).issue_key(now=NOW, by="scspr-1")
    assert (len(credential.keys), credential.version) == (3, 5)
    with pytest.raises(KeyNotFound):
        credential.revoke_key("00000000", now=NOW)
    assert credential.revoke_key(key.id, now=NOW) == credential


def test_a_credential_holds_through_its_last_day_wherever_that_is() -> None:
    credential, secret = a_credential(expires_on=date(2026, 11, 24))
    end = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert credential.grant(secret, frozenset(), now=end - timedelta(seconds=1))
    assert credential.has_ended(end)
    with pytest.raises(CredentialEnded):
        credential.issue_key(now=end, by="scspr-1")
    with pytest.raises(ExpiresInPast):
        a_credential(expires_on=date(2026, 11, 22))


async def test_a_credential_is_issued_shown_once_and_read_without_its_secret(
    platform: Platform, admin: dict[str, str]
) -> None:
    answer = await platform.client.post(
        "/v1/credentials", json=MINFIN | {"label": "Informática", "expires_on": "2027-01-31"}, headers=admin
    )
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    form = {"grant_type": "client_credentials"}
    auth = (made["credential"]["client_id"], made["client_secret"])
    assert (await platform.client.post("/oauth2/token", data=form, auth=auth)).status_code == 200
    one = await platform.client.get(answer.headers["location"], headers=admin)
    assert (one.json(), one.headers["etag"]) == (made["credential"], answer.headers["etag"])
    assert one.json()["label"] == "Informática"
    listed = (await platform.client.get("/v1/credentials?limit=1", headers=admin)).json()
    following = await platform.client.get(f"/v1/credentials?cursor={listed['next_cursor']}", headers=admin)
    found = [item["client_id"] for item in listed["items"] + following.json()["items"]]
    assert found == sorted(found)
    assert made["credential"]["client_id"] in found
    assert made["client_secret"] not in one.text + following.text


async def test_a_wrong_credential_is_told_field_by_field(platform: Platform, admin: dict[str, str]) -> None:
    changes: list[tuple[dict[str, Any], str]] = [
        ({"institution": "minfin"}, "/institution"),
        ({"scopes": []}, "/scopes"),
        ({"label": "a\u0000b"}, "/label"),
        ({"label": "x" * 201}, "/label"),
        ({"expires_on": 20270131}, "/expires_on"),
        ({"person": "Ana"}, "/person"),
    ]
    for change, pointer in changes:
        answer = await platform.client.post("/v1/credentials", json=MINFIN | change, headers=admin)
        assert answer.status_code == 422
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    for unknown, status in (({"institution": "NADIE"}, 404), ({"scopes": ["all"]}, 422)):
        assert (
            await platform.client.post("/v1/credentials", json=MINFIN | unknown, headers=admin)
        ).status_code == status
    past = await platform.client.post("/v1/credentials", json=MINFIN | {"expires_on": "2020-01-01"}, headers=admin)
    assert (past.status_code, past.json()["type"].rpartition("/")[2]) == (422, "expires-in-past")


async def test_a_key_opens_what_a_token_opens_by_either_header(platform: Platform, admin: dict[str, str]) -> None:
    client_id = (await issued(platform, admin))["credential"]["client_id"]
    answer = await a_key(platform, admin, client_id)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    key = answer.json()["api_key"]
    assert key.startswith(f"cst_{answer.json()['key_id']}_")
    assert (await report(platform, {"X-API-Key": key})).status_code == 201
    assert (await report(platform, {"Authorization": f"Bearer {key}"})).status_code == 201
    both = await report(platform, {"X-API-Key": key, "Authorization": f"Bearer {key}"})
    assert (both.status_code, both.json()["type"].rpartition("/")[2]) == (401, "credentials-twice")
    denied = await platform.client.get("/v1/credentials", headers={"X-API-Key": key})
    assert denied.status_code == 403
    connection = await asyncpg.connect(platform.databases["commitments"])
    actors = await connection.fetch("select distinct actor from event_stage where type like '%progress_reported%'")
    everything = await connection.fetch("select * from api_keys")
    await connection.close()
    assert client_id in [row["actor"] for row in actors]
    assert key not in str(everything)


async def test_what_is_no_key_is_refused_as_one(platform: Platform, admin: dict[str, str]) -> None:
    client_id = (await issued(platform, admin))["credential"]["client_id"]
    key = (await a_key(platform, admin, client_id)).json()["api_key"]
    for wrong in (
        key[:-1],
        key[:-1] + ("A" if key[-1] != "A" else "B"),
        key.upper(),
        "cst_",
        "x",
        "",
        f"cst_{'0' * 8}_" + "a" * 43,
    ):
        answer = await report(platform, {"X-API-Key": wrong})
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (401, "key-invalid"), wrong
        assert "www-authenticate" in answer.headers


async def test_the_request_after_a_revocation_is_refused(platform: Platform, admin: dict[str, str]) -> None:
    made = await issued(platform, admin)
    client_id = made["credential"]["client_id"]
    answer = (await a_key(platform, admin, client_id)).json()
    other = (await a_key(platform, admin, client_id)).json()["api_key"]
    third = await a_key(platform, admin, client_id)
    assert (third.status_code, answer["key_id"] in third.json()["detail"]) == (409, True)
    form = {"grant_type": "client_credentials"}
    auth = (client_id, made["client_secret"])
    token = (await platform.client.post("/oauth2/token", data=form, auth=auth)).json()["access_token"]
    path = f"/v1/credentials/{client_id}"
    assert (await platform.client.delete(f"{path}/keys/{answer['key_id']}", headers=admin)).status_code == 428
    stale = await platform.client.delete(f"{path}/keys/{answer['key_id']}", headers=admin | {"If-Match": '"1"'})
    assert (stale.status_code, stale.headers["etag"]) == (412, '"3"')
    gone = await platform.client.delete(f"{path}/keys/{answer['key_id']}", headers=admin | {"If-Match": '"3"'})
    assert gone.status_code == 200
    assert (await report(platform, {"X-API-Key": answer["api_key"]})).status_code == 401
    assert (await report(platform, {"X-API-Key": other})).status_code == 201
    assert (await report(platform, {"Authorization": f"Bearer {token}"})).status_code == 201
    ended = await platform.client.delete(path, headers=admin | {"If-Match": gone.headers["etag"]})
    assert (ended.status_code, ended.json()["revoked_at"] is not None) == (200, True)
    assert (await report(platform, {"X-API-Key": other})).status_code == 401
    assert (await report(platform, {"Authorization": f"Bearer {token}"})).status_code == 401, "tokens end too"
    assert (await platform.client.post("/oauth2/token", data=form, auth=auth)).status_code == 401
    late = await a_key(platform, admin, client_id)
    assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (409, "credential-ended")
    assert (await platform.client.get(path, headers=admin)).json() == ended.json()


async def test_the_last_use_is_kept_to_the_minute_and_changes_no_version(
    platform: Platform, admin: dict[str, str], clock: FixedClock
) -> None:
    client_id = (await issued(platform, admin))["credential"]["client_id"]
    answer = await a_key(platform, admin, client_id)
    key = {"X-API-Key": answer.json()["api_key"]}
    path = f"/v1/credentials/{client_id}"

    async def last_used() -> tuple[str | None, str]:
        found = await platform.client.get(path, headers=admin)
        return found.json()["keys"][0]["last_used_at"], found.headers["etag"]

    assert await last_used() == (None, answer.headers["etag"])
    await report(platform, key)
    first = await last_used()
    clock.advance(seconds=59)
    await report(platform, key)
    assert await last_used() == first
    clock.advance(seconds=1)
    await report(platform, key)
    assert await last_used() == ("2026-11-23T15:01:00Z", answer.headers["etag"])


async def test_an_agency_manages_no_credential_and_reads_no_audit(platform: Platform, admin: dict[str, str]) -> None:
    made = await issued(platform, admin, scopes=["reports:write", "evidence:write", "assessments:write"])
    client_id = made["credential"]["client_id"]
    key = (await a_key(platform, admin, client_id)).json()
    token = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    asked: list[tuple[str, str, Any]] = [
        ("POST", "/v1/credentials", MINFIN | {"scopes": ["plan:admin"]}),
        ("GET", "/v1/credentials", None),
        ("GET", f"/v1/credentials/{client_id}", None),
        ("POST", f"/v1/credentials/{client_id}/keys", None),
        ("DELETE", f"/v1/credentials/{client_id}/keys/{key['key_id']}", None),
        ("DELETE", f"/v1/credentials/{client_id}", None),
        ("GET", "/v1/audit", None),
    ]
    for shown in (token, {"X-API-Key": key["api_key"]}):
        for method, path, body in asked:
            answer = await platform.client.request(method, path, json=body, headers=shown | {"If-Match": "*"})
            assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (403, "scope-missing"), path
            assert (await platform.client.request(method, path, json=body)).status_code == 401
    kept = (await platform.client.get(f"/v1/credentials/{client_id}", headers=admin)).json()
    assert (kept["revoked_at"], kept["keys"][0]["revoked_at"]) == (None, None)


async def test_bad_names_of_credentials_are_refused_and_never_a_crash(
    platform: Platform, admin: dict[str, str]
) -> None:
    for name, status in (("nobody", 404), ("%00", 422), ("A", 422), ("%ED%A0%80", 422), ("x" * 300, 422)):
        assert (await platform.client.get(f"/v1/credentials/{name}", headers=admin)).status_code == status
    gone = await platform.client.delete("/v1/credentials/nobody/keys/00000000", headers=admin | {"If-Match": "*"})
    assert gone.status_code == 404
