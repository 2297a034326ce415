"""The gateway of docker-compose.yml passes what the standalone's front passes, and answers what it answers."""

import inspect
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from constancia.documents import docs_page
from constancia.front import Front
from constancia.routes import FRONT, nginx_locations, owner
from constancia_embedded.servers import SERVICES
from constancia_web.app import Api, create_api

LIMIT = 8 * 1024 * 1024
HEADING = (
    "# Made from constancia.routes, the one table of who owns which path; "
    "tests/architecture/test_gateway.py compares.\n\n"
)


@pytest.fixture(scope="module")
def apps() -> dict[str, Api]:
    """The four apps; nothing connects before they are started."""
    made = {}
    for service in SERVICES:
        settings = import_module(f"{service}.settings").Settings(
            database_url="postgresql://nobody@nowhere/nothing", consultation_secret="0" * 32
        )
        made[service] = import_module(f"{service}.app").create_app(settings)
    return made


@pytest.fixture(scope="module")
def paths(apps: dict[str, Api]) -> list[tuple[str, str]]:
    """A path for every route, with the service that has it; without those that the front answers for all."""
    return [
        (service, path)
        for service, app in apps.items()
        for route in iter_route_contexts(app.routes)
        if owner(path := re.sub(r"\{[^}]*\}", "x-1", route.path or "")) != FRONT
    ]


class Stub(BaseHTTPRequestHandler):
    """A service that says who it is and what came, or streams one event and then nothing."""

    protocol_version = "HTTP/1.1"
    name = ""
    ready = True

    def do_GET(self) -> None:
        if self.path.startswith("/v1/stream"):
            self._stream()
            return
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        said = {"service": self.name, "path": self.path, "bytes": len(body), "headers": dict(self.headers.items())}
        self._answer(200 if self.ready or self.path != "/readyz" else 503, json.dumps(said).encode())

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"event: hello\ndata: {}\n\n")
        time.sleep(3)  # and the connection stays open: a proxy that waits for more would keep the event
        self.close_connection = True

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@contextmanager
def stub(service: str) -> Iterator[tuple[int, type[Stub]]]:
    kind = type(service, (Stub,), {"name": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_address[1], kind
        server.shutdown()
        thread.join()


@pytest.fixture
def stubs() -> Iterator[dict[str, tuple[int, type[Stub]]]]:
    with ExitStack() as stack:
        yield {service: stack.enter_context(stub(service)) for service in SERVICES}


@pytest.fixture
def gateway(run_gateway: Any, stubs: Mapping[str, tuple[int, type[Stub]]]) -> Iterator[httpx.Client]:
    ports = {service: port for service, (port, _) in stubs.items()}
    with run_gateway(ports) as origin, httpx.Client(base_url=origin) as client:
        yield client


def test_the_locations_are_the_table_of_routes(project: Path, committed: Callable[[Path, str], None]) -> None:
    committed(project / "deploy/gateway/routes.conf", HEADING + nginx_locations())


def test_the_page_of_the_documents_is_that_of_the_committed_document(
    project: Path, committed: Callable[[Path, str], None]
) -> None:
    document = json.loads((project / "docs/openapi.json").read_text())
    committed(project / "deploy/gateway/docs.html", docs_page(document))


def test_every_route_of_a_service_is_its_own_in_the_table_and_in_the_locations(
    project: Path, paths: list[tuple[str, str]]
) -> None:
    text = (project / "deploy/gateway/routes.conf").read_text()
    locations = re.findall(r'location ~ "(.*)" \{\n    proxy_pass http://(\w+);\n\}', text)
    assert len(paths) > 25
    for service, path in paths:
        assert owner(path) == service, path
        assert next(there for pattern, there in locations if re.search(pattern, path)) == service, path


def test_every_route_reaches_its_service(gateway: httpx.Client, paths: list[tuple[str, str]]) -> None:
    for service, path in paths:
        if path != "/v1/stream":
            assert gateway.get(path).json()["service"] == service, path


def test_a_request_arrives_as_it_was_sent(gateway: httpx.Client) -> None:
    path = "/v1/plans/a%2Fb/commitments?q=%C3%B1&limit=2"
    came = gateway.get(
        path, headers={"x-forwarded-for": "6.6.6.6", "x-forwarded-host": "evil", "if-match": '"1"'}
    ).json()
    assert came["path"] == path
    headers = {name.lower(): value for name, value in came["headers"].items()}
    assert headers["if-match"] == '"1"'
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["host"] == headers["x-forwarded-host"] == gateway.base_url.netloc.decode()


def test_what_the_gateway_asks_itself_is_out_of_reach(gateway: httpx.Client) -> None:
    for path in ("/then/ready", "/ask/commitments", "/docs.html"):
        assert gateway.get(path).json()["service"] == "reporting"


def test_a_body_may_be_as_large_as_the_services_take(gateway: httpx.Client) -> None:
    assert inspect.signature(create_api).parameters["max_body_size"].default == LIMIT
    assert gateway.post("/v1/imports", content=b"x" * LIMIT).json()["bytes"] == LIMIT
    refused = gateway.post("/v1/imports", content=b"x" * (LIMIT + 1))
    assert refused.status_code == 413
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json() == {"type": "/problems/body-too-large", "title": "The body is too large", "status": 413}


def test_an_event_is_passed_on_when_it_comes(gateway: httpx.Client) -> None:
    began = time.monotonic()
    with gateway.stream("GET", "/v1/stream", headers={"accept-encoding": "gzip"}) as answer:
        assert "content-encoding" not in answer.headers
        assert next(answer.iter_lines()) == "event: hello"
        assert time.monotonic() - began < 1.5


async def test_the_documents_are_those_of_the_standalone(
    gateway: httpx.Client, apps: dict[str, Api], project: Path
) -> None:
    document = json.loads((project / "docs/openapi.json").read_text())
    front = httpx.AsyncClient(transport=httpx.ASGITransport(Front(apps)), base_url="http://front")
    async with front, httpx.AsyncClient(base_url=gateway.base_url) as client:
        for path in ("/openapi.json", "/docs"):
            ours, theirs = await client.get(path), await front.get(path)
            for header in ("content-type", "cache-control", "access-control-allow-origin", "content-security-policy"):
                assert ours.headers.get(header) == theirs.headers.get(header), (path, header)
            again = await client.get(path, headers={"if-none-match": ours.headers["etag"]})
            assert again.status_code == 304
            assert (await client.post(path)).json()["status"] == 405
        assert (await client.get("/openapi.json")).json() == document
        assert (await client.get("/docs")).text == docs_page(document)


def test_the_platform_is_ready_when_every_service_is(
    gateway: httpx.Client, stubs: Mapping[str, tuple[int, type[Stub]]]
) -> None:
    ready = gateway.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})
    for _, kind in stubs.values():
        kind.ready = False
        ill = gateway.get("/readyz")
        assert (ill.status_code, ill.json()) == (503, {"status": "unavailable"})
        assert ill.headers["cache-control"] == "no-store"
        kind.ready = True
    assert gateway.get("/readyz").status_code == 200


def test_one_service_that_is_away_does_not_take_the_others_along(run_gateway: Any) -> None:
    with stub("commitments") as (port, _), stub("gone") as (gone, _):
        pass
    with stub("commitments") as (port, _):
        ports = dict.fromkeys(SERVICES, gone) | {"commitments": port}
        with run_gateway(ports) as origin, httpx.Client(base_url=origin) as client:
            assert client.get("/v1/plans").status_code == 200
            away = client.get("/v1/evidence")
            assert (away.status_code, away.json()["status"]) == (502, 502)
            assert away.headers["content-type"] == "application/problem+json"
            assert client.get("/healthz").status_code == 200
            assert client.get("/readyz").status_code == 503
