"""Only a token of ours, in time, for us, with the scope, opens anything."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import OKPKey

from constancia_web.tokens import Actor, JwksOverHttp, KeysUnavailable, TokenInvalid, TokenVerifier


async def ask(client: httpx.AsyncClient, token: str, path: str = "/v1/secret") -> httpx.Response:
    return await client.get(path, headers={"Authorization": f"Bearer {token}"})


async def test_a_good_token_names_its_client(sign: Any, client: httpx.AsyncClient, claims: Any, key: OKPKey) -> None:
    assert (await ask(client, sign(claims, key))).json() == {"name": "minfin (MINFIN)"}
    assert (await ask(client, sign({**claims, "aud": ["other", "constancia"]}, key))).status_code == 200


async def test_what_needs_a_token_is_kept_by_no_cache(
    sign: Any, client: httpx.AsyncClient, claims: Any, key: OKPKey
) -> None:
    for token in (sign(claims, key), "none"):
        assert (await ask(client, token)).headers["cache-control"] == "no-store"
    assert "cache-control" not in (await client.get("/v1/things/1")).headers


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic dTpw"])
async def test_no_token_is_401_with_a_plain_challenge(client: httpx.AsyncClient, header: str | None) -> None:
    response = await client.get("/v1/secret", headers={} if header is None else {"Authorization": header})
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert response.json()["type"].endswith("/token-missing")


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "elsewhere"}, {"aud": []}, {"aud": None}, {"aud": 5}, {"iss": "https://evil.example"},
        {"exp": 1_000}, {"exp": None}, {"exp": "9999999999"}, {"exp": True},
        {"nbf": 9_999_999_999}, {"iat": 9_999_999_999},
        {"client_id": ""}, {"client_id": None}, {"client_id": 7}, {"scope": ["reports:write"]}, {"institution": 7},
    ],
)  # fmt: skip
async def test_a_wrong_claim_is_401(
    sign: Any, client: httpx.AsyncClient, claims: Any, key: OKPKey, change: Any
) -> None:
    response = await ask(client, sign({**claims, **change}, key))
    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "client_id"])
async def test_a_claim_that_is_not_there_is_401(
    sign: Any, client: httpx.AsyncClient, claims: Any, key: OKPKey, name: str
) -> None:
    del claims[name]
    assert (await ask(client, sign(claims, key))).status_code == 401


async def test_a_token_ends_at_its_time(
    sign: Any, client: httpx.AsyncClient, claims: Any, key: OKPKey, clock: Any
) -> None:
    token = sign(claims, key)
    clock.turn(timedelta(seconds=299))
    assert (await ask(client, token)).status_code == 200
    clock.turn(timedelta(seconds=1))
    assert (await ask(client, token)).status_code == 401


def raw(header: Any, claims: Any, signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def test_alg_none_and_hmac_with_the_public_key_are_401(
    client: httpx.AsyncClient, claims: Any, key: OKPKey
) -> None:
    for alg in ("none", "None", "", None, 5):
        assert (await ask(client, raw({"alg": alg, "kid": "one"}, claims))).status_code == 401
    header = {"alg": "HS256", "kid": "one"}
    signing_input = raw(header, claims).rsplit(".", 1)[0]
    for secret in (key.as_pem(private=False), base64.urlsafe_b64decode(str(key.as_dict(private=False)["x"]) + "==")):
        signature = hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()
        assert (await ask(client, raw(header, claims, signature))).status_code == 401


async def test_another_key_a_missing_kid_and_a_changed_body_are_401(
    sign: Any, client: httpx.AsyncClient, claims: Any, key: OKPKey, known: Any
) -> None:
    other = OKPKey.generate_key("Ed25519", parameters={"kid": "one"})
    assert (await ask(client, sign(claims, other))).status_code == 401
    assert (await ask(client, raw({"alg": "EdDSA"}, claims))).status_code == 401
    critical = raw({"alg": "EdDSA", "kid": "one", "crit": ["x"], "x": 1}, claims).rsplit(".", 1)[0]
    signature = base64.urlsafe_b64encode(key.private_key.sign(critical.encode())).rstrip(b"=").decode()  # type: ignore[union-attr]
    assert (await ask(client, f"{critical}.{signature}")).status_code == 401
    head, _, tail = sign(claims, key).split(".")
    body = raw({}, {**claims, "scope": "plan:admin"}).split(".")[1]
    assert (await ask(client, f"{head}.{body}.{tail}")).status_code == 401
    assert known.refreshed == 0
    assert (await ask(client, sign(claims, key, kid="two"))).status_code == 401
    assert known.refreshed == 1


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "...", "a.b", "é.é.é", "A" * 9_000, "e30.e30.e30", "W10.e30.", "bnVsbA.e30."]
)
async def test_rubbish_is_401(app: Any, token: str) -> None:
    with pytest.raises(TokenInvalid):
        await app.state.tokens.verify(token)


async def test_claims_that_are_no_object_are_401(app: Any, key: OKPKey) -> None:
    from joserfc import jws  # noqa: PLC0415

    from constancia_web.tokens import EDDSA  # noqa: PLC0415

    for payload in (b"[]", b"nonsense", b"null", b'{"exp": NaN}', b"\xff"):
        token = jws.serialize_compact({"alg": "EdDSA", "kid": "one"}, payload, key, registry=EDDSA)
        with pytest.raises(TokenInvalid):
            await app.state.tokens.verify(token)


async def test_another_curve_is_refused(sign: Any, keys_of: Any, claims: Any, clock: Any) -> None:
    key = OKPKey.generate_key("Ed448", parameters={"kid": "one"})
    verifier = TokenVerifier(keys_of(key), issuer=claims["iss"], audience="constancia", clock=clock)
    with pytest.raises(TokenInvalid):
        await verifier.verify(sign(claims, key))


async def test_a_missing_scope_is_403_and_is_named(
    sign: Any, client: httpx.AsyncClient, claims: Any, key: OKPKey
) -> None:
    token = sign(claims, key)
    response = await client.delete("/v1/things/1", headers={"Authorization": f"bearer {token}"})
    assert response.status_code == 403
    assert "plan:admin" in response.json()["detail"]
    assert response.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="plan:admin"'


async def test_keys_over_http_are_cached_and_heard_again_at_most_every_30_seconds(
    sign: Any, key: OKPKey, claims: Any, clock: Any
) -> None:
    other = OKPKey.generate_key("Ed25519", parameters={"kid": "two"})
    published, asked, away = [key], 0, True

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return (
            httpx.Response(500)
            if away
            else httpx.Response(200, json={"keys": [k.as_dict(private=False) for k in published]})
        )

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        source = JwksOverHttp("https://issuer.example/jwks", http, clock=clock)
        verifier = TokenVerifier(source, issuer=claims["iss"], audience="constancia", clock=clock)
        with pytest.raises(KeysUnavailable):
            await verifier.verify(sign(claims, key))
        away = False
        clock.turn(timedelta(seconds=30))
        assert await verifier.verify(sign(claims, key)) == Actor(
            "minfin", "MINFIN", frozenset({"reports:write", "evidence:write"})
        )
        assert asked == 2
        published.append(other)
        for _ in range(5):
            with pytest.raises(TokenInvalid):
                await verifier.verify(sign(claims, other))
        assert asked == 2
        clock.turn(timedelta(seconds=30))
        assert (await verifier.verify(sign(claims, other))).label == "minfin (MINFIN)"
        away = True
        clock.turn(timedelta(minutes=3))
        assert (await source.keys()).get_by_kid("two")
