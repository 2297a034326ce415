"""Credentials and tokens: shown once, checked by anybody, ended at once."""

from typing import Any

import asyncpg
import pytest

from commitments.credential.errors import ScopeUnknown
from commitments.institution.errors import InstitutionNotFound
from commitments.operations import issue_credential, list_credentials, revoke_credential
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform
from constancia_web.tokens import JwksOverHttp, TokenInvalid, TokenVerifier

FORM = {"grant_type": "client_credentials"}
GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/1"


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


async def issued(platform: Platform, *scopes: str) -> tuple[str, str]:
    credential, secret = await issue_credential(platform.databases["commitments"], "MINFIN", frozenset(scopes))
    return credential.client_id, secret


async def test_a_token_by_basic_or_form_for_all_or_some_scopes(platform: Platform) -> None:
    client_id, secret = await issued(platform, "reports:write", "evidence:write")
    basic = await platform.client.post("/oauth2/token", data=FORM, auth=(client_id, secret))
    assert (basic.status_code, basic.json()["scope"]) == (200, "evidence:write reports:write")
    assert basic.headers["cache-control"] == "no-store"
    shown = {"client_id": client_id, "client_secret": secret, "scope": "reports:write"}
    form = await platform.client.post("/oauth2/token", data=FORM | shown)
    assert (form.status_code, form.json()["scope"], form.json()["expires_in"]) == (200, "reports:write", 600)


async def test_refusals_are_problems_that_oauth_clients_understand(platform: Platform) -> None:
    client_id, secret = await issued(platform, "reports:write")
    cases = [
        (FORM, (client_id, "wrong"), 401, "invalid_client"),
        (FORM, ("nobody", secret), 401, "invalid_client"),
        (FORM, ("no\x00body", secret), 401, "invalid_client"),
        (FORM, ("ñandú", secret), 401, "invalid_client"),
        (FORM, None, 401, "invalid_client"),
        ({"grant_type": "password"}, (client_id, secret), 400, "unsupported_grant_type"),
        (FORM | {"scope": "plan:admin"}, (client_id, secret), 400, "invalid_scope"),
    ]
    for form, auth, status, error in cases:
        answer = await platform.client.post("/oauth2/token", data=form, auth=auth)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["error"]) == (status, error)
        assert answer.headers["content-type"] == "application/problem+json"
        assert "www-authenticate" in answer.headers or status != 401
    broken = await platform.client.post("/oauth2/token", data=FORM, headers={"Authorization": "Basic ###"})
    assert broken.status_code == 401


async def test_a_secret_is_kept_nowhere_and_a_revoked_one_gets_no_token(platform: Platform) -> None:
    client_id, secret = await issued(platform, "reports:write")
    connection = await asyncpg.connect(platform.databases["commitments"])
    found = await connection.fetch("select * from credentials")
    await connection.close()
    assert secret not in str(found)
    await revoke_credential(platform.databases["commitments"], client_id)
    assert (await platform.client.post("/oauth2/token", data=FORM, auth=(client_id, secret))).status_code == 401
    [kept] = [c for c in await list_credentials(platform.databases["commitments"]) if c.client_id == client_id]
    assert kept.revoked_at is not None


async def test_a_credential_is_for_an_institution_on_record_and_known_scopes(platform: Platform) -> None:
    with pytest.raises(InstitutionNotFound):
        await issue_credential(platform.databases["commitments"], "NADIE", frozenset({"reports:write"}))
    with pytest.raises(ScopeUnknown):
        await issue_credential(platform.databases["commitments"], "MINFIN", frozenset({"all"}))


async def test_another_service_verifies_by_itself_with_the_published_keys(
    platform: Platform, clock: FixedClock
) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    token = headers["Authorization"].removeprefix("Bearer ")
    metadata = (await platform.client.get("/.well-known/oauth-authorization-server")).json()
    keys = JwksOverHttp("/.well-known/jwks.json", platform.client)
    verifier = TokenVerifier(keys, issuer=metadata["issuer"], audience="constancia", clock=clock)
    actor = await verifier.verify(token)
    assert (actor.institution, actor.scopes) == ("MINFIN", frozenset({"reports:write"}))
    assert "d" not in (await platform.client.get("/.well-known/jwks.json")).json()["keys"][0], "no private part"
    clock.advance(minutes=11)
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)
    assert (
        await platform.client.post(f"{GOAL}/reports", json={"level": "complete"}, headers=headers)
    ).status_code == 401
