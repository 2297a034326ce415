"""Public reads as bytes made once per change: answered before routing, with ETag, gzip and 304."""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from constancia_runtime.clock import Clock, SystemClock
from constancia_web.conditional import matches_any
from constancia_web.headers import PUBLIC_HEADERS, SECURITY_HEADERS
from constancia_web.language import DEFAULT_LANGUAGE, language_in_header, language_in_query
from constancia_web.sparse import narrowed

Key = tuple[str, bytes, str]
"""Path, query string, and the language that the header asks for; that one is empty where `?lang=` decides."""
Headers = list[tuple[bytes, bytes]]

MOST_ENTRIES: Final = 2_000
MOST_BYTES: Final = 64 * 1024**2
_WORTH_GZIP: Final = 1_024
_LONGEST_QUERY: Final = 1_024
_ENTRY_OVERHEAD: Final = 2_048
_SCOPE_KEY: Final = "constancia.published"


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One encoding of a body, with the messages of every answer it can give."""

    etag: str
    body: bytes
    start: Message
    finish: Message
    start_not_modified: Message


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """A 200 answer ready to be sent; `valid_until` is when time alone makes it wrong (aware, UTC)."""

    plain: Variant
    gzipped: Variant | None
    valid_until: datetime | None

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return _ENTRY_OVERHEAD + len(self.plain.body) + (len(self.gzipped.body) if self.gzipped else 0)

    def messages(self, *, head: bool, takes_gzip: bool, if_none_match: str | None) -> tuple[Message, Message]:
        """The two ASGI messages of the answer: 200, or 304 when the client holds either encoding of these bytes."""
        variant = self.gzipped if takes_gzip and self.gzipped is not None else self.plain
        if if_none_match is not None:
            etags = (self.plain.etag,) if self.gzipped is None else (self.plain.etag, self.gzipped.etag)
            if matches_any(if_none_match, *etags):
                return variant.start_not_modified, _EMPTY
        return variant.start, _EMPTY if head else variant.finish


@dataclass(frozen=True, slots=True)
class _Begun:
    """A request that missed: where its bytes would go, and the generation that they are computed from, or later."""

    pages: "PublishedPages"
    key: Key
    generation: int


@dataclass(eq=False)
class PublishedPages:
    """The bytes of public reads, at most so many; `clear` them in the moment the record has changed.

    Lives in one event loop. What was computed from before a `clear` is never kept after it.
    """

    clock: Clock = field(default_factory=SystemClock)
    most_entries: int = MOST_ENTRIES
    most_bytes: int = MOST_BYTES
    generation: int = 0
    bytes_held: int = 0
    _entries: dict[Key, Published] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """How many answers are held."""
        return len(self._entries)

    def clear(self) -> None:
        """Forget everything: the record has changed."""
        self.generation += 1
        self._entries.clear()
        self.bytes_held = 0

    def get(self, key: Key) -> Published | None:
        """The answer for a key, unless its time is over."""
        found = self._entries.get(key)
        if found is not None and found.valid_until is not None and self.clock.now() >= found.valid_until:
            self._drop(key)
            return None
        return found

    def keep(self, key: Key, page: Published, *, generation: int) -> bool:
        """Hold an answer that was computed from `generation`, dropping the oldest ones for it; whether it was kept."""
        if generation != self.generation or page.size > self.most_bytes // 4:
            return False
        self._drop(key)
        while self._entries and (
            len(self._entries) >= self.most_entries or self.bytes_held + page.size > self.most_bytes
        ):
            self._drop(next(iter(self._entries)))
        self._entries[key] = page
        self.bytes_held += page.size
        return True

    def _drop(self, key: Key) -> None:
        dropped = self._entries.pop(key, None)
        if dropped is not None:
            self.bytes_held -= dropped.size


class PublishedMiddleware:
    """Answers what is published before anything else runs, and notes for the rest from which generation they begin."""

    def __init__(self, app: ASGIApp, pages: PublishedPages) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the published bytes, or let the request through."""
        if scope["type"] != "http" or scope["method"] not in _READS:
            await self.app(scope, receive, send)
            return
        asked = _Asked(scope)
        # An answer to somebody with a token may hold more than the public may see.
        if asked.is_anonymous:
            found = self.pages.get(asked.key)
            if found is not None:
                start, finish = found.messages(
                    head=scope["method"] == "HEAD", takes_gzip=asked.takes_gzip, if_none_match=asked.if_none_match
                )
                await send(start)
                await send(finish)
                return
            scope[_SCOPE_KEY] = _Begun(self.pages, asked.key, self.pages.generation)
        await self.app(scope, receive, send)


class _Asked:
    """What of a request chooses its answer, from one pass over its headers."""

    __slots__ = ("if_none_match", "is_anonymous", "key", "takes_gzip")

    def __init__(self, scope: Scope) -> None:
        self.is_anonymous, self.takes_gzip = True, False
        self.if_none_match: str | None = None
        accept_language = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                self.takes_gzip = self.takes_gzip or takes_gzip(value)
            elif name == b"accept-language":
                accept_language = accept_language + b"," + value if accept_language else value
            elif name == b"if-none-match":
                text = value.decode("latin-1")
                self.if_none_match = f"{self.if_none_match},{text}" if self.if_none_match else text
            elif name in (b"authorization", b"cookie", b"x-api-key"):
                self.is_anonymous = False
        query = scope["query_string"]
        if language_in_query(query) is not None:
            language = ""
        else:
            language = language_in_header(accept_language) if accept_language else DEFAULT_LANGUAGE
        self.key: Key = (scope["path"], query, language)


class PublishedResponse(Response):
    """The answer to the request that made the bytes; the same as every later one gets."""

    def __init__(self, page: Published, asked: _Asked, *, head: bool) -> None:
        self._messages = page.messages(head=head, takes_gzip=asked.takes_gzip, if_none_match=asked.if_none_match)
        self.status_code = self._messages[0]["status"]
        self.raw_headers = list(self._messages[0]["headers"])
        self.body = self._messages[1]["body"]
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, with whatever headers were set meanwhile."""
        del scope, receive
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send(self._messages[1])


def published(  # noqa: PLR0913 - what an answer is made of, all of it by name
    request: Request,
    body: bytes,
    *,
    media_type: str,
    cache_control: str,
    valid_until: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer a public GET with these bytes, and keep them for every later request of the same path, query and language.

    They must depend on nothing else: not on who asks, nor on time, but for `valid_until`, the instant (aware) from
    which they are wrong. `media_type` is complete, charset included; of JSON, `?fields=` is obeyed. `headers` win over
    those set for every answer.
    """
    scope = request.scope
    if media_type == "application/json":
        body = narrowed(scope, body)
    varies_by_language = language_in_query(scope["query_string"]) is None
    page = _page(body, media_type, cache_control, valid_until, headers or {}, varies_by_language=varies_by_language)
    begun: _Begun | None = scope.get(_SCOPE_KEY)
    if begun is not None and len(scope["query_string"]) <= _LONGEST_QUERY:
        begun.pages.keep(begun.key, page, generation=begun.generation)
    return PublishedResponse(page, _Asked(scope), head=scope["method"] == "HEAD")


def _page(  # noqa: PLR0913 - the same, behind one more fact
    body: bytes,
    media_type: str,
    cache_control: str,
    valid_until: datetime | None,
    headers: Mapping[str, str],
    *,
    varies_by_language: bool,
) -> Published:
    # mtime=0: the same body always gives the same gzip bytes, in every process behind one address.
    squeezed = gzip.compress(body, compresslevel=6, mtime=0) if len(body) > _WORTH_GZIP else None
    if squeezed is not None and len(squeezed) >= len(body):
        squeezed = None
    vary = [*(["Accept-Encoding"] if squeezed else []), *(["Accept-Language"] if varies_by_language else [])]
    shared = {
        **SECURITY_HEADERS,
        **PUBLIC_HEADERS,
        "cache-control": cache_control,
        **({"vary": ", ".join(vary)} if vary else {}),
        **{name.lower(): value for name, value in headers.items()},
    }
    tag = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).decode()[:22]
    return Published(
        plain=_variant(body, f'"{tag}"', shared, {"content-type": media_type}),
        gzipped=None
        if squeezed is None
        else _variant(squeezed, f'"{tag}-gz"', shared, {"content-type": media_type, "content-encoding": "gzip"}),
        valid_until=valid_until,
    )


def _variant(body: bytes, etag: str, shared: Mapping[str, str], described: Mapping[str, str]) -> Variant:
    kept = {**shared, "etag": etag}
    full = {**kept, **described, "content-length": str(len(body))}
    return Variant(
        etag=etag,
        body=body,
        start={"type": "http.response.start", "status": 200, "headers": _encoded(full)},
        finish={"type": "http.response.body", "body": body},
        start_not_modified={"type": "http.response.start", "status": 304, "headers": _encoded(kept)},
    )


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether an Accept-Encoding value allows gzip (RFC 9110, section 12.5.3)."""
    if b"gzip" not in accept_encoding and b"*" not in accept_encoding:
        return False
    if b"=" not in accept_encoding:
        return True
    return _weighs_gzip(accept_encoding)


def _weighs_gzip(accept_encoding: bytes) -> bool:
    weights: dict[bytes, bool] = {}
    for part in accept_encoding.lower().split(b","):
        coding, _, parameters = part.partition(b";")
        weights[coding.strip()] = parameters.replace(b" ", b"").rstrip(b"0.") != b"q="
    return weights.get(b"gzip", weights.get(b"*", False))


_READS: Final = frozenset({"GET", "HEAD"})
_EMPTY: Final[Message] = {"type": "http.response.body", "body": b""}
