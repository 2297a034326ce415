"""Sparse answers: what is named and nothing else, under a tag of its own."""

import json
from typing import Any

import httpx
from fastapi import FastAPI
from openapi_spec_validator import validate
from starlette.datastructures import Headers

from constancia_web.sparse import narrowed

THING = {"name": "Quipu", "level": "a/b~c"}


async def test_a_page_keeps_its_cursor_and_its_items_what_was_named(client: httpx.AsyncClient) -> None:
    whole = await client.get("/v1/things?limit=2")
    sparse = await client.get("/v1/things?limit=2&fields=name")
    assert sparse.json() == whole.json(), "it has no other member"
    assert sparse.json()["next_cursor"] is not None
    assert "fields=name" in sparse.headers["link"], "the next page is as sparse"


async def test_unknown_names_are_refused_with_those_there_are(client: httpx.AsyncClient) -> None:
    for wrong in ("nome", "", "name,", "name,nome", "%00", "NAME", "items"):
        answer = await client.get(f"/v1/things?fields={wrong}", headers={"Accept-Language": "es"})
        assert answer.status_code == 422, wrong
        [fault] = answer.json()["errors"]
        assert (fault["parameter"], fault["detail"]) == (
            "fields",
            "Indique uno o más de estos, separados por comas: name",
        )


async def test_a_sparse_answer_has_a_tag_of_its_own_that_changes_nothing(client: httpx.AsyncClient) -> None:
    whole = (await client.get("/v1/things/7")).headers["etag"]
    sparse = await client.get("/v1/things/7?fields=name")
    tag = sparse.headers["etag"]
    assert (whole, tag) == ('"7"', '"7;name"')
    assert int(sparse.headers["content-length"]) == len(sparse.content)

    async def again(path: str, held: str) -> int:
        return (await client.get(path, headers={"If-None-Match": held})).status_code

    assert await again("/v1/things/7?fields=name", tag) == 304
    assert await again("/v1/things/7", tag) == 200
    assert await again("/v1/things/7?fields=name", whole) == 200
    body = {"name": "Quipu", "a/b~c": "a"}
    refused = await client.put("/v1/things/7", json=body, headers={"If-Match": tag})
    assert (refused.status_code, refused.headers["etag"]) == (412, '"7"')


async def test_refusals_and_answers_without_members_stay_whole(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/closed?fields=name")).json()["type"].endswith("plan-closed")
    assert (await client.get("/v1/widget?fields=name")).text.startswith("x")
    head = await client.head("/v1/things/7?fields=name")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", '"7;name"')


def test_published_bytes_are_narrowed_once(app: FastAPI) -> None:
    assert app.openapi()["paths"]["/v1/things/{number}"]["get"]["x-fields"] == ["name"]

    class Route:
        response_model: Any = None

    scope: dict[str, Any] = {"route": Route(), "query_string": b"fields=name", "headers": Headers({}).raw}
    assert narrowed(scope, json.dumps(THING).encode()) == json.dumps(THING).encode()


def test_the_document_names_the_members_of_each_answer(app: FastAPI) -> None:
    document = app.openapi()
    validate(document)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            answers_model = "$ref" in str(operation["responses"].get("200", {}).get("content", {}))
            assert ("x-fields" in operation) == (method == "get" and path.startswith("/v1/") and answers_model), path
