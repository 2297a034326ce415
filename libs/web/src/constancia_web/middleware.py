"""What happens to every request around its endpoint, as plain ASGI: head, trace, headers, crashes, body size."""

import asyncio
import traceback
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from constancia_runtime.trace import Trace, enter
from constancia_web.conditional import matches_any
from constancia_web.headers import PREFLIGHT_HEADERS, PUBLIC_HEADERS, SECURED_HEADERS, SECURITY_HEADERS
from constancia_web.problems import problem_response
from constancia_web.surface import Surface

BUSY: Final = "Somebody else was writing the same at this moment, and nothing of yours was kept; send it again"
_DEADLOCK: Final = "40P01"
CRASHED: Final = "This is our fault and has been noted; try again later"
_log = structlog.get_logger("constancia_web")


class Head:
    """Answers HEAD as the GET of the same address without its body, which FastAPI leaves to each route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the GET and hold its body back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        endless = asyncio.Event()

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.start" and _has_no_end(message):
                await send(message)
                endless.set()
            elif not endless.is_set():
                await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # A copy: the server reads the method of its own scope to know how long the answer may be.
        get = asyncio.ensure_future(self.app({**scope, "method": "GET"}, receive, without_body))
        begun = asyncio.create_task(endless.wait())
        try:
            await asyncio.wait((get, begun), return_when=asyncio.FIRST_COMPLETED)
            if endless.is_set():
                await send({"type": "http.response.body", "body": b""})
            else:  # it has ended by itself, and given back what it borrowed
                get.result()
        finally:
            for task in (get, begun):
                task.cancel()
            await asyncio.gather(get, begun, return_exceptions=True)


def _has_no_end(start: Message) -> bool:
    """Whether an answer is a stream of events, whose body would never be over."""
    return Headers(raw=list(start["headers"])).get("content-type", "").startswith("text/event-stream")


class Traced:
    """Continues the client's trace (W3C Trace Context) and names it in the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Enter the trace before anything is logged or recorded."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace = Trace.parse(Headers(scope=scope).get("traceparent"))
        enter(trace)

        async def with_trace(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Traceresponse"] = trace.header
            await send(message)

        await self.app(scope, receive, with_trace)


class StandardHeaders:
    """Adds the security headers, CORS to public reads and `no-store` to what needs a token, where they are not set."""

    def __init__(self, app: ASGIApp, surface: Callable[[], Surface]) -> None:
        self.app = app
        self.surface = surface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights of public reads; pass the rest on and complete its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and self.surface().has_public_read(scope["path"]):
            allow = ", ".join(self.surface().methods(scope["path"]))
            answer = Response(status_code=204, headers={"Allow": allow, **PREFLIGHT_HEADERS, **SECURITY_HEADERS})
            await answer(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _set_missing(headers, SECURITY_HEADERS)
                if scope["method"] == "GET" and self.surface().is_public(scope):
                    _set_missing(headers, PUBLIC_HEADERS)
                elif self.surface().is_secured(scope):
                    _set_missing(headers, SECURED_HEADERS)
            await send(message)

        await self.app(scope, receive, completed)


def _set_missing(headers: MutableHeaders, defaults: Mapping[str, str]) -> None:
    for name, value in defaults.items():
        headers.setdefault(name, value)


class Revalidated:
    """Answers a conditional GET with 304 where the client holds what would be sent (RFC 9110, section 13.1.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; leave the body out when its ETag is among those of If-None-Match."""
        held = Headers(scope=scope).get("if-none-match") if scope["type"] == "http" else None
        if held is None or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        unchanged = False

        async def shortened(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                headers = MutableHeaders(scope=message)
                unchanged = "etag" in headers and matches_any(held, headers["etag"])
                if unchanged:
                    message["status"] = HTTPStatus.NOT_MODIFIED
                    for name in ("content-length", "content-type", "content-encoding"):
                        del headers[name]
            elif unchanged and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, shortened)


class AnswerBroken(Exception):
    """An endpoint failed after its answer had begun: the connection must not look as if the answer were whole."""


class Unhandled:
    """Turns a crash into a 500 problem without our insides, and a log line without a word of the client's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Catch what nobody else did. Raises AnswerBroken when it is too late to say so to the client."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as crash:  # noqa: BLE001 - whatever it is, the client gets an answer
            _log.error("unhandled", error=list(_kinds(crash)), at=_places(crash), method=scope["method"])
            if begun:
                raise AnswerBroken from None
            if _is_deadlock(crash):
                answer = problem_response(scope, status=503, slug="busy", detail=BUSY, headers={"Retry-After": "1"})
            else:
                answer = problem_response(scope, status=500, slug="internal-error", detail=CRASHED)
            await answer(scope, receive, send)


def _is_deadlock(crash: BaseException) -> bool:
    """Whether PostgreSQL ended the transaction because two waited for each other (40P01): nothing of it was kept."""
    seen: BaseException | None = crash
    while seen is not None:
        if getattr(seen, "sqlstate", None) == _DEADLOCK:
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _kinds(crash: BaseException) -> Iterable[str]:
    """The types of an exception and its causes. Not their messages: they quote rows, bodies and addresses."""
    seen: BaseException | None = crash
    while seen is not None:
        yield f"{type(seen).__module__}.{type(seen).__qualname__}"
        seen = seen.__cause__ or seen.__context__


def _places(crash: BaseException) -> list[str]:
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(crash.__traceback__)[-12:]
    ]


class BodyLimit:
    """Refuses bodies over a size: by their stated length before reading, by their real one while reading."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 at once, or count what is received."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isdecimal() and int(stated[:20]) > self.most_bytes:
            await too_large(Request(scope), self.most_bytes)(scope, receive, send)
            return
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.most_bytes:
                # An HTTPException is the only one that FastAPI lets through while it reads a body.
                raise HTTPException(413)
            return message

        await self.app(scope, counting, send)


def too_large(request: Request, most_bytes: int) -> Response:
    """The refusal of a body over the limit; the connection closes, since the rest of it is not read."""
    return problem_response(
        request.scope,
        status=413,
        slug="body-too-large",
        detail="A body may have {bytes} bytes at most",
        values={"bytes": most_bytes},
        headers={"Connection": "close"},
    )
