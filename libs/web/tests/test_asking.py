"""A service without credentials of its own asks the registry, and what it does while that gives no answer."""

import httpx
import pytest

from constancia_web.asking import AskingJudge
from constancia_web.keys import KeysUnavailable
from constancia_web.tokens import Actor, KeyInvalid, TokenInvalid

KNOWN = Actor(client_id="minfin-1", institution="MINFIN", scopes=frozenset({"evidence:write"}))
SELF = {"client_id": "minfin-1", "institution": "MINFIN", "scopes": ["evidence:write"]}


def judge(answer: httpx.Response | Exception) -> AskingJudge:
    def respond(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == "https://registry.example/v1/credentials/self"
        assert request.headers["authorization"] == "Bearer cst_x"
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = httpx.AsyncClient(transport=httpx.MockTransport(respond))
    return AskingJudge("https://registry.example/", client)


AWAY = [
    httpx.Response(500),
    httpx.Response(429),
    httpx.Response(200, text="<html>"),
    httpx.Response(200, json={}),
    httpx.Response(200, json=[]),
    httpx.ConnectError("no"),
]


async def test_whom_the_registry_knows_may_pass() -> None:
    assert await judge(httpx.Response(200, json=SELF)).actor_of("cst_x") == KNOWN
    await judge(httpx.Response(200, json=SELF)).confirm(KNOWN, "cst_x")


async def test_whom_the_registry_refuses_may_not() -> None:
    with pytest.raises(KeyInvalid):
        await judge(httpx.Response(401)).actor_of("cst_x")
    with pytest.raises(TokenInvalid):
        await judge(httpx.Response(401)).confirm(KNOWN, "cst_x")
    with pytest.raises(TokenInvalid):
        await judge(httpx.Response(200, json=SELF | {"client_id": "other"})).confirm(KNOWN, "cst_x")


@pytest.mark.parametrize("answer", AWAY, ids=["500", "429", "html", "empty", "list", "none"])
async def test_while_the_registry_says_nothing_a_token_stands_and_a_key_does_not(
    answer: httpx.Response | Exception,
) -> None:
    await judge(answer).confirm(KNOWN, "cst_x")
    with pytest.raises(KeysUnavailable):
        await judge(answer).actor_of("cst_x")
