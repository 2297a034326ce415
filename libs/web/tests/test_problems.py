"""Every refusal is a problem, in the reader's language, that repeats nothing of what was typed."""

import json
import logging
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from constancia_runtime.errors import Fault, Kind
from constancia_web.problems import MOST_FAULTS, STATUS_OF, faults_of, problem_response

GOOD = {"name": "abc", "a/b~c": "a"}


def assert_is_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"].startswith("https://constancia.example/problems/")
    assert {"type", "title", "status", "detail", "instance"} <= body.keys()
    assert response.headers["content-language"] in {"es", "en"}
    assert response.headers["x-content-type-options"] == "nosniff"
    return body


async def test_an_unknown_path_is_a_problem(client: httpx.AsyncClient) -> None:
    body = assert_is_problem(await client.get("/nowhere/<b>?token=secret"), 404)
    assert body["detail"] == "En esta dirección no se guarda nada"
    assert body["instance"] == "/nowhere/%3Cb%3E"


async def test_a_trailing_slash_is_an_unknown_path(client: httpx.AsyncClient) -> None:
    assert_is_problem(await client.get("/v1/things/"), 404)


async def test_405_lists_every_method_of_the_path(client: httpx.AsyncClient) -> None:
    response = await client.patch("/v1/things/3")
    assert_is_problem(response, 405)
    assert response.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"
    assert (await client.post("/healthz")).headers["allow"] == "GET, HEAD, OPTIONS"


async def test_a_rule_speaks_the_asked_language(client: httpx.AsyncClient) -> None:
    spanish = assert_is_problem(await client.get("/v1/closed"), 409)
    assert spanish["title"] == "Esto contradice el estado actual"
    assert spanish["type"].endswith("/plan-closed")
    english = await client.get("/v1/closed", headers={"Accept-Language": "fr, en-GB;q=0.8, es;q=0.2"})
    assert assert_is_problem(english, 409)["title"] == "This conflicts with the present state"
    assert english.headers["vary"] == "Accept-Language"
    asked = await client.get("/v1/closed?lang=es", headers={"Accept-Language": "en"})
    assert asked.headers["content-language"] == "es"
    assert "vary" not in asked.headers


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b'{"name": \n oops}', "malformed-json"),
        (b'{"name": "\xff\xfe"}', "malformed-json"),
        (b"[" * 40_000, "bad-request"),
    ],
)
async def test_what_is_no_json_is_400(client: httpx.AsyncClient, body: bytes, slug: str) -> None:
    response = await client.post("/v1/things", content=body, headers={"content-type": "application/json"})
    problem = assert_is_problem(response, 400)
    assert problem["type"].endswith(slug)
    assert "oops" not in response.text


async def test_malformed_json_says_where(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/things?lang=en", content=b'{"name":\n oops}', headers={"content-type": "application/json"}
    )
    assert response.json()["detail"] == "The body is not JSON from line 2, column 2"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
async def test_another_media_type_is_415(client: httpx.AsyncClient, content_type: str) -> None:
    response = await client.post("/v1/things", content=json.dumps(GOOD), headers={"content-type": content_type})
    assert_is_problem(response, 415)
    assert response.headers["accept"] == "application/json"


async def test_a_body_over_the_limit_is_413_by_its_stated_length(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/things", content=b"x" * 50_001, headers={"content-type": "application/json"})
    assert "50000" in assert_is_problem(response, 413)["detail"]


async def test_a_body_over_the_limit_is_413_when_its_length_is_not_stated(client: httpx.AsyncClient) -> None:
    async def chunks() -> Any:
        for _ in range(60):
            yield b"x" * 1_000

    response = await client.post("/v1/things", content=chunks(), headers={"content-type": "application/json"})
    assert_is_problem(response, 413)


async def test_validation_points_at_members_and_hides_what_was_typed(client: httpx.AsyncClient) -> None:
    typed = {"name": "Z", "a/b~c": "SECRET", "day": "SECRET", "extra": "SECRET"}
    response = await client.post("/v1/things", json=typed)
    errors = {e["pointer"]: e for e in assert_is_problem(response, 422)["errors"]}
    assert errors.keys() == {"/name", "/a~1b~0c", "/day", "/extra"}
    assert errors["/name"]["detail"] == "Número de caracteres: 2 como mínimo"
    assert errors["/extra"]["code"] == "extra_forbidden"
    assert "SECRET" not in response.text
    assert '"Z"' not in response.text


async def test_validation_names_parameters(client: httpx.AsyncClient) -> None:
    query = assert_is_problem(await client.get("/v1/things?limit=9999"), 422)["errors"]
    assert query == [{"parameter": "limit", "code": "less_than_equal", "detail": "Debe ser 100 o menos"}]
    path = assert_is_problem(await client.get("/v1/things/SECRET?lang=en"), 422)["errors"]
    assert path == [{"parameter": "number", "code": "int_parsing", "detail": "Should be a whole number"}]


async def test_an_empty_or_scalar_body_is_422_with_an_empty_pointer(client: httpx.AsyncClient) -> None:
    assert assert_is_problem(await client.post("/v1/things"), 422)["errors"][0]["pointer"] == ""
    assert assert_is_problem(await client.post("/v1/things", json=5), 422)["errors"][0]["pointer"] == ""


async def test_errors_end_at_a_hundred_with_a_word_on_the_rest(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/things?lang=en", json={**GOOD, **{f"k{n}": 1 for n in range(130)}})
    errors = response.json()["errors"]
    assert len(errors) == MOST_FAULTS + 1
    assert errors[-1] == {"code": "more", "detail": "30 more errors are not listed"}


async def test_a_deadlock_is_no_fault_of_ours_and_may_be_sent_again(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/deadlock", headers={"Accept-Language": "es"})
    assert_is_problem(response, 503)
    assert response.headers["retry-after"] == "1"
    assert response.json()["detail"].endswith("envíelo de nuevo")


async def test_a_crash_is_a_500_that_tells_nothing(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = await client.get("/v1/crash?q=SECRET")
    assert_is_problem(response, 500)
    ours = "".join(record.getMessage() for record in caplog.records if record.name != "httpx")  # the test's own client
    printed = response.text + ours + "".join(capsys.readouterr())
    assert "hunter2" not in printed
    assert "SECRET" not in printed
    assert "RuntimeError" in printed


async def test_the_trace_goes_on(client: httpx.AsyncClient) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    response = await client.get("/v1/language", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert response.headers["traceresponse"].startswith(f"00-{trace}-")


async def test_public_reads_may_be_read_from_any_page_and_others_may_not(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/things")).headers["access-control-allow-origin"] == "*"
    assert (await client.get("/v1/things?limit=0")).headers["access-control-allow-origin"] == "*"
    preflight = await client.options("/v1/things", headers={"Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD"
    for response in (
        await client.get("/v1/secret"),
        await client.post("/v1/things", json=GOOD),
        await client.options("/v1/secret"),
        await client.get("/nowhere"),
    ):
        assert "access-control-allow-origin" not in response.headers


async def test_head_is_get_without_its_body(client: httpx.AsyncClient) -> None:
    got, headed = await client.get("/v1/things"), await client.head("/v1/things")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-length"] == got.headers["content-length"]
    assert (await client.head("/nowhere")).content == b""


def test_every_kind_has_a_status() -> None:
    assert STATUS_OF.keys() == set(Kind)


def test_faults_of_a_document_on_its_own_are_relative_to_it() -> None:
    errors: Any = [{"type": "missing", "loc": ("query", 0, "a/b"), "msg": "", "input": "SECRET"}]
    assert faults_of(errors, strip=0) == (Fault(message="This is required", code="missing", pointer="/query/0/a~1b"),)


def test_a_stray_brace_in_a_message_is_no_crash(app: FastAPI) -> None:
    scope = {"app": app, "query_string": b"", "headers": [], "path": "/"}
    faults = (Fault(message="{0} {x.y} {x[0]} }"), Fault(message="{gone}"), Fault(message=""))
    assert problem_response(scope, status=422, slug="x", detail="{", faults=faults).status_code == 422


async def test_health_and_readiness(client: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "checks": {}}
