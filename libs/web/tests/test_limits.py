"""How much one client may ask, and how it is told."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from constancia_web.limits import Meter, RateLimits, TooManyRequests, address_of

Ask = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def limits(clock: Any) -> RateLimits:
    return RateLimits(clock, {"reads": 3, "writes": 2, "tokens": 2})


@pytest.fixture
def ask(app: FastAPI, limits: RateLimits) -> Ask:
    """A request from any address to the app of the kit's tests, limited."""
    for middleware in app.user_middleware:
        if "limits" in middleware.kwargs:
            middleware.kwargs["limits"] = limits

    async def asked(method: str, path: str, address: str = "192.0.2.1", **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **more)

    return asked


async def test_an_address_is_told_what_is_left_and_refused_when_nothing_is(ask: Ask, clock: Any) -> None:
    clock.turn(timedelta(seconds=15))
    left = []
    for _ in range(3):
        answer = await ask("GET", "/v1/things/1")
        assert answer.headers["ratelimit-policy"] == '"reads";q=3;w=60'
        left.append(answer.headers["ratelimit"])
    assert left == ['"reads";r=2;t=45', '"reads";r=1;t=45', '"reads";r=0;t=45']
    refused = await ask("GET", "/v1/things/1", headers={"Accept-Language": "es"})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "45")
    assert refused.json()["detail"] == "Más de 3 solicitudes en un minuto; continúe en 45 segundos"
    assert refused.headers["ratelimit"] == '"reads";r=0;t=45'
    assert "access-control-allow-origin" not in refused.headers or refused.headers["access-control-allow-origin"] == "*"
    assert (await ask("GET", "/v1/things/1", address="192.0.2.2")).status_code == 200
    clock.turn(timedelta(seconds=45))
    assert (await ask("GET", "/v1/things/1")).status_code == 200


async def test_a_client_has_its_own_quota_wherever_it_asks_from(
    ask: Ask, claims: dict[str, Any], key: OKPKey, sign: Callable[..., str]
) -> None:
    agency = {"Authorization": f"Bearer {sign(claims | {'scope': 'plan:admin'}, key)}"}
    other = {"Authorization": f"Bearer {sign(claims | {'scope': 'plan:admin', 'client_id': 'inap'}, key)}"}
    answers = [await ask("DELETE", "/v1/things/1", address=f"192.0.2.{n}", headers=agency) for n in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert answers[0].headers["ratelimit-policy"] == '"writes";q=2;w=60'
    assert (await ask("DELETE", "/v1/things/1", headers=other)).status_code == 204


async def test_whoever_guesses_credentials_is_counted_by_address(ask: Ask) -> None:
    guesses = [await ask("GET", "/v1/secret", headers={"Authorization": f"Bearer {n}"}) for n in range(4)]
    assert [answer.status_code for answer in guesses] == [401, 401, 401, 429]
    assert (await ask("GET", "/v1/things/1")).status_code == 429, "the same address"
    keys = [await ask("GET", "/v1/things/1", address="192.0.2.9", headers={"X-API-Key": "made up"}) for _ in range(4)]
    assert [answer.status_code for answer in keys] == [200, 200, 200, 429], "a key nobody asked for opens no way round"


async def test_what_is_published_and_how_we_are_costs_nothing(ask: Ask) -> None:
    for _ in range(10):
        assert (await ask("GET", "/v1/widget")).status_code == 200
        assert (await ask("GET", "/healthz")).status_code == 200


def test_attempts_at_a_token_are_counted_by_client_and_address(limits: RateLimits) -> None:
    for _ in range(2):
        Meter(limits, "192.0.2.1", reads=False).by_guess("minfin")
    with pytest.raises(TooManyRequests):
        Meter(limits, "192.0.2.1", reads=False).by_guess("minfin")
    Meter(limits, "192.0.2.1", reads=False).by_guess("inap")
    Meter(limits, "192.0.2.2", reads=False).by_guess("minfin")


def test_nothing_is_counted_where_the_quota_is_nought(clock: Any) -> None:
    limits = RateLimits(clock, dict.fromkeys(("reads", "writes", "tokens"), 0))
    for _ in range(10_000):
        Meter(limits, "192.0.2.1", reads=True).by_address()
    assert limits._counts.total() == 0


def test_an_ipv6_network_is_one_address(clock: Any) -> None:
    asked = [address_of({"client": (f"2001:db8:1:2::{n}", 1)}) for n in range(3)]
    assert set(asked) == {"2001:db8:1:2::/64"}
    assert address_of({"client": None}) == ""
