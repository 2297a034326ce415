"""One origin for several apps: each starts, stops, and keeps to itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import Request

from constancia.front import Front
from constancia.lifespans import StartFailed
from constancia_web.app import Api

told: list[str] = []


def an_app(name: str, *, fails: bool = False) -> Api:
    @asynccontextmanager
    async def lifespan(_app: Api) -> AsyncIterator[dict[str, str]]:
        if fails:
            raise RuntimeError(name)
        told.append(f"{name} starts")
        yield {"name": name}
        told.append(f"{name} stops")

    app = Api(title=name, version="1", lifespan=lifespan, docs_url=None, openapi_url=None)

    @app.get("/healthz", include_in_schema=False)
    @app.get("/readyz", include_in_schema=False)
    async def healthy() -> dict[str, str]:
        return {}

    @app.get("/{_rest:path}", operation_id=f"read_{name}", tags=[name])
    async def read(request: Request, _rest: str) -> dict[str, str]:
        return {"from": request.state.name}

    return app


def client(front: Front) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url="http://front")


async def test_each_request_goes_to_its_owner_with_the_owners_state() -> None:
    front = Front({name: an_app(name) for name in ("commitments", "reporting")})
    async with front.running(), client(front) as http:
        assert (await http.get("/v1/plans")).json() == {"from": "commitments"}
        assert (await http.get("/planes/x")).json() == {"from": "reporting"}


async def test_apps_stop_in_reverse() -> None:
    told.clear()
    async with Front({name: an_app(name) for name in ("a", "b")}).running():
        pass
    assert told == ["a starts", "b starts", "b stops", "a stops"]


async def test_an_app_that_cannot_start_stops_those_before_it() -> None:
    told.clear()
    with pytest.raises(StartFailed):
        async with Front({"a": an_app("a"), "b": an_app("b", fails=True)}).running():
            pytest.fail("it started")
    assert told == ["a starts", "a stops"]


async def test_health_is_that_of_all() -> None:
    ill = Api()
    async with client(Front({"a": an_app("a"), "b": ill})) as http:
        answer = await http.get("/readyz")
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert answer.json() == {"status": "unavailable", "services": {"a": "ok", "b": "unavailable"}}


async def test_a_worker_that_is_ill_makes_the_platform_unavailable() -> None:
    ill: set[str] = set()
    async with client(Front({name: an_app(name) for name in ("a", "b")}, lambda: ill)) as http:
        assert (await http.get("/readyz")).json()["workers"] == {"a": "ok", "b": "ok"}
        ill.add("b")
        answer = await http.get("/readyz")
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert answer.json()["workers"] == {"a": "ok", "b": "unavailable"}
        assert (await http.get("/healthz")).status_code == httpx.codes.OK


async def test_the_documents_can_be_asked_for_conditionally() -> None:
    async with client(Front({"commitments": an_app("commitments")})) as http:
        for path in ("/openapi.json", "/docs"):
            whole = await http.get(path)
            again = await http.get(path, headers={"if-none-match": whole.headers["etag"]})
            assert (whole.status_code, again.status_code) == (200, 304)
        assert "<script" not in (await http.get("/docs")).text
        assert (await http.post("/docs")).headers["allow"] == "GET, HEAD"
