"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a repeated POST gets the first one's answer."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from constancia_db import idempotency
from constancia_db.idempotency import HEADER, MOST_BYTES, Answer, Claim, Replayed
from constancia_runtime.errors import DomainError, Fault, Kind
from constancia_runtime.logs import place_of
from constancia_web.problems import refusal

REPLAYED_HEADER: Final = "Idempotent-Replayed"
KEY_PATTERN: Final = r"^[!-~]{1,255}$"
_KEY: Final = re.compile(KEY_PATTERN)
_log = structlog.get_logger("constancia_web")


class KeyUnreadable(DomainError):
    """What was sent as Idempotency-Key cannot be one."""

    slug = "idempotency-key-unreadable"
    kind = Kind.INVALID
    message = "Idempotency-Key should have 1 to 255 characters of ASCII without blanks, as a UUID has"

    def __init__(self) -> None:
        super().__init__(faults=(Fault(message=self.message, code="idempotency_key", parameter=HEADER),))


class Idempotent:
    """Hands a POST's key to the transaction that carries it out, and keeps the answer before it is sent."""

    def __init__(self, app: ASGIApp, engine: Callable[[], AsyncEngine]) -> None:
        self.app = app
        self.engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what has no key; note what belongs to the request while it is read."""
        keys = Headers(scope=scope).getlist(HEADER) if takes_key(scope) else []
        if not keys:
            await self.app(scope, receive, send)
            return
        if len(keys) > 1 or not _KEY.match(keys[0]):
            await refusal(Request(scope), KeyUnreadable())(scope, receive, send)
            return
        claim = Claim(key=keys[0])
        claim.see(f"{scope['method']} {scope['path']}?".encode() + scope["query_string"] + b"\n")

        async def seeing() -> Message:
            message = await receive()
            claim.see(message.get("body", b""))
            return message

        present = idempotency.asked.set(claim)
        try:
            await self.app(scope, seeing, _Keeping(claim, self.engine, send))
        finally:
            idempotency.asked.reset(present)


def takes_key(scope: Scope) -> bool:
    """Whether a request may carry a key: every POST of the API. Other methods can be repeated by their nature."""
    return bool(scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith("/v1/"))


class _Keeping:
    """Holds the answer to a committed claim back until it is kept."""

    def __init__(self, claim: Claim, engine: Callable[[], AsyncEngine], send: Send) -> None:
        self._claim, self._engine, self._send = claim, engine, send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if not self._claim.committed:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._keep(self._start)
                await self._send(self._start)
                await self._send({"type": "http.response.body", "body": bytes(self._body)})

    async def _keep(self, start: Message) -> None:
        status = int(start["status"])
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"])
        # A crash behind the commit is no answer; and what may not be stored anywhere is not stored here: a secret.
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return
        secret = "no-store" in dict(headers).get("cache-control", "")
        kept = Answer(status=status, headers=headers, body=bytes(self._body))
        try:
            await idempotency.keep(
                self._engine(), self._claim, None if secret or len(kept.body) > MOST_BYTES else kept, status=status
            )
        except Exception as cause:  # noqa: BLE001 - the command is done: its answer is sent whether it is kept or not
            _log.error("answer_not_kept", at=place_of(cause))


def replay(replayed: Replayed) -> Response:
    """The first answer again, to the byte, and a header that says so."""
    response = Response(replayed.answer.body, replayed.answer.status)
    response.raw_headers = [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in replayed.answer.headers
    ]
    response.headers[REPLAYED_HEADER] = "true"
    return response
