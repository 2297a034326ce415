"""The four APIs behind one origin: dispatch by path, one health answer, one document."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import sha256
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from constancia.documents import docs_page, merged_document
from constancia.lifespans import started
from constancia.routes import FRONT, owner
from constancia_web.app import Api

_ASKED_SECONDS = 5.0


class Front:
    """An ASGI app of four. `apps` by service name; `running` starts and stops them, or the server's lifespan does.

    `ill_workers` tells which services' workers do not run well; None where somebody else looks after the workers.
    """

    def __init__(self, apps: Mapping[str, Api], ill_workers: Callable[[], set[str]] | None = None) -> None:
        self._apps = dict(apps)
        for app in apps.values():
            app.state.front = self  # the way of one service to what another publishes, without the network
        self._ill_workers = ill_workers
        self._states: dict[str, dict[str, Any]] = {}
        self._bytes: dict[str, tuple[bytes, str]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with the service that owns its path."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        service = owner(scope["path"])
        if service == FRONT and scope["type"] == "http":
            await (await self._answer(Request(scope)))(scope, receive, send)
            return
        scope["state"] = dict(self._states.get(service, {}))
        await self._apps[service](scope, receive, send)

    def let_go(self) -> None:
        """End the open streams of every app, because the server stops."""
        for app in self._apps.values():
            app.let_go()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the apps started as long as the block, in the order given; stop them in reverse."""
        async with AsyncExitStack() as stack:
            for service, app in self._apps.items():
                self._states[service] = await stack.enter_async_context(started(app))
            yield

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as cause:
            await send({"type": "lifespan.startup.failed", "message": str(cause)})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            problem = {"type": "about:blank", "title": "Method Not Allowed", "status": 405}
            headers = {"allow": "GET, HEAD"}
            return JSONResponse(problem, 405, headers=headers, media_type="application/problem+json")
        if request.url.path in {"/healthz", "/readyz"}:
            return await self._health(request.url.path)
        return self._document(request)

    async def _health(self, path: str) -> Response:
        statuses = dict(zip(self._apps, await asyncio.gather(*(self._ask(s, path) for s in self._apps)), strict=True))
        parts = {"services": {service: _word(status == httpx.codes.OK) for service, status in statuses.items()}}
        if path == "/readyz" and self._ill_workers is not None:
            ill = self._ill_workers()
            parts["workers"] = {service: _word(service not in ill) for service in self._apps}
        well = all(word == _word(well=True) for part in parts.values() for word in part.values())
        body = {"status": _word(well), **parts}
        return JSONResponse(body, 200 if well else 503, headers={"cache-control": "no-store"})

    async def _ask(self, service: str, path: str) -> int:
        transport = httpx.ASGITransport(self._apps[service], raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://front") as client:
            try:
                async with asyncio.timeout(_ASKED_SECONDS):
                    return (await client.get(path)).status_code
            except TimeoutError:
                return int(httpx.codes.SERVICE_UNAVAILABLE)

    def _document(self, request: Request) -> Response:
        body, kind = self._made(request.url.path)
        etag = f'"{sha256(body).hexdigest()[:32]}"'
        headers = {"etag": etag, "cache-control": "public, max-age=60", "access-control-allow-origin": "*"}
        if kind == "text/html; charset=utf-8":
            headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        if etag in (tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")):
            return PlainTextResponse(status_code=304, headers=headers)
        return Response(body, media_type=kind, headers=headers)

    def _made(self, path: str) -> tuple[bytes, str]:
        """The bytes of a document, made once: the apps do not change while they run."""
        if path not in self._bytes:
            document = merged_document(self._apps)
            if path == "/openapi.json":
                self._bytes[path] = (json.dumps(document, ensure_ascii=False).encode(), "application/json")
            else:
                self._bytes[path] = (docs_page(document).encode(), "text/html; charset=utf-8")
        return self._bytes[path]


def _word(well: bool) -> str:  # noqa: FBT001 - it is what it says
    return "ok" if well else "unavailable"
