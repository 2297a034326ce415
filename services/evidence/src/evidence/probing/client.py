"""One request to one address: an answer as far as it was read, or why there is none. Follows no redirect."""

import asyncio
import errno
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

import aiohttp
import httpx
from yarl import URL

from constancia_events.checks import CheckFlag, CheckOutcome
from evidence.probing.bodies import decoded
from evidence.probing.names import LookUp, NameTrouble, NoSuchName, Refused, VettedNames, vetted_sockets
from evidence.probing.probe import Tls
from evidence.probing.rules import ProberRules
from evidence.probing.tls import completed_context, facts_of, fault_of, unverified_context

_ACCEPT: Final = "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8"
_SHORT_BODY: Final = 1_024
_OURS: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})
_CUT: Final = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED})

Sink = Callable[[bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said; `raw` is the body as it came, `body` the same decompressed, both up to the cap."""

    url: str
    status: int
    reason: str
    version: str
    headers: tuple[tuple[str, str], ...]
    sent: tuple[tuple[str, str], ...]
    address: str
    raw: bytes = b""
    body: bytes = b""
    is_whole: bool = True
    is_slow: bool = False
    first_byte_ms: int = 0
    tls: Tls | None = None

    def header(self, name: str) -> str:
        """The first header of this name, empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Trouble(Exception):
    """There is no answer, and this is why."""

    def __init__(self, outcome: CheckOutcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.value)


class _Response(aiohttp.ClientResponse):
    """Remembers whom it came from: by the time the headers are here, the connection may be free again."""

    peer: str = ""
    certificate: bytes | None = None

    async def start(self, connection: Any) -> "Self":
        transport = connection.transport
        if transport is not None:
            peer = transport.get_extra_info("peername")
            self.peer = str(peer[0]) if peer else ""
            secured = transport.get_extra_info("ssl_object")
            self.certificate = None if secured is None else secured.getpeercert(binary_form=True)
        await super().start(connection)
        return self


@dataclass(slots=True)
class Client:
    """Sends single requests over kept connections. Built by `opened`, closed by `close`."""

    rules: ProberRules
    session: aiohttp.ClientSession
    trusted: ssl.SSLContext
    unverified: ssl.SSLContext = field(default_factory=unverified_context)
    _faults: dict[str, tuple[ssl.SSLContext, CheckFlag]] = field(default_factory=dict)
    """How hosts whose certificate has a fault were reached; emptied when it grows."""

    @classmethod
    def opened(cls, rules: ProberRules, look_up: LookUp) -> Self:
        """A client with its connections; needs a running loop."""
        trusted = httpx.create_ssl_context()
        if rules.ca_file is not None:
            trusted.load_verify_locations(rules.ca_file)
        connector = aiohttp.TCPConnector(
            limit=rules.connections,
            limit_per_host=4,
            resolver=VettedNames(look_up, rules.manners),
            ttl_dns_cache=60,
            keepalive_timeout=10,
            ssl=trusted,
            socket_factory=vetted_sockets(rules.manners),
        )
        session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            response_class=_Response,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=rules.connect_seconds),
            trust_env=False,
            max_line_size=16_384,
            max_field_size=65_536,
        )
        # Its own second try of a request would go uncounted and untold; ours is part of the round.
        session._retry_connection = False  # noqa: SLF001 - aiohttp has no public switch
        return cls(rules, session, trusted)

    async def close(self) -> None:
        """Let every connection go."""
        await self.session.close()

    async def get(
        self,
        url: str,
        agent: str,
        *,
        cookies: Mapping[str, str] | None = None,
        limit: int | None = None,
        sink: Sink | None = None,
    ) -> Answer:
        """GET an address. With a `sink` the raw body goes there, up to `limit`. Raises Trouble.

        A certificate with a fault is named, and the page fetched without trusting it: nothing secret is ever sent.
        """
        headers = {
            "User-Agent": agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "es,en;q=0.8",
        }
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        host = URL(url, encoded=True).authority
        known = self._faults.get(host)
        try:
            async with asyncio.timeout(self.rules.total_seconds):
                if known is not None:
                    return _flagged(await self._send(url, headers, known[0], limit, sink), known[1])
                try:
                    return await self._send(url, headers, self.trusted, limit, sink)
                except aiohttp.ClientConnectorCertificateError as cause:
                    context, fault = await self._despite(url, cause)
                if len(self._faults) > 1_000:  # noqa: PLR2004 - a bound on memory, not a rule
                    self._faults.clear()
                self._faults[host] = (context, fault)
                return _flagged(await self._send(url, headers, context, limit, sink), fault)
        except Trouble:
            raise
        except Exception as cause:
            raise Trouble(outcome_of(cause)) from cause

    async def _despite(
        self, url: str, cause: aiohttp.ClientConnectorCertificateError
    ) -> tuple[ssl.SSLContext, CheckFlag]:
        """How to reach a host whose certificate was refused, and what is wrong with it. Raises Trouble."""
        fault = fault_of(cause.certificate_error)
        if fault is None:
            raise Trouble(CheckOutcome.TLS_NAME_MISMATCH) from cause
        if fault is CheckFlag.TLS_UNTRUSTED:
            completed = await completed_context(self.session, url, self.rules.ca_file, self.rules.look_bytes)
            if completed is not None:
                return completed, CheckFlag.TLS_INCOMPLETE_CHAIN
        return self.unverified, fault

    async def _send(
        self, url: str, headers: Mapping[str, str], context: ssl.SSLContext, limit: int | None, sink: Sink | None
    ) -> Answer:
        began = time.monotonic()
        request = self.session.get(URL(url, encoded=True), headers=headers, allow_redirects=False, ssl=context)
        async with request as response:
            assert isinstance(response, _Response)  # noqa: S101 - the session was told so
            waited = time.monotonic() - began
            raw, is_whole, is_slow = await self._read(response, limit or self.rules.look_bytes, sink)
            if not is_whole:
                response.close()
            version = response.version
            return Answer(
                url=url,
                status=response.status,
                reason=response.reason or "",
                version=f"HTTP/{version.major}.{version.minor}" if version else "HTTP/1.1",
                headers=tuple((_latin(name), _latin(value)) for name, value in response.raw_headers),
                sent=(("Host", URL(url, encoded=True).authority), *headers.items()),
                address=response.peer,
                raw=raw,
                body=decoded(raw, response.headers.get("Content-Encoding", ""), self.rules.look_bytes),
                is_whole=is_whole,
                is_slow=is_slow,
                first_byte_ms=round(waited * 1000),
                tls=None if response.certificate is None else facts_of(response.certificate),
            )

    async def _read(self, response: _Response, limit: int, sink: Sink | None) -> tuple[bytes, bool, bool]:
        """The body up to `limit`; whether that is all, and whether it came slowly: what came in time may be enough."""
        kept, size = bytearray(), 0
        began = time.monotonic()
        patience = self.rules.total_seconds * 0.7
        try:
            async with asyncio.timeout(patience):
                async for part in response.content.iter_any():
                    taken = part[: limit - size]
                    size += len(taken)
                    if sink is None:
                        kept += taken
                    else:
                        sink(taken)
                    if size >= limit:
                        return bytes(kept), len(taken) == len(part) and response.content.at_eof(), False
        except TimeoutError:
            if size < _SHORT_BODY:
                raise Trouble(CheckOutcome.TIMEOUT_READ) from None
            return bytes(kept), False, True
        return bytes(kept), True, time.monotonic() - began > self.rules.slow_after_seconds


def outcome_of(cause: BaseException) -> CheckOutcome:  # noqa: C901, PLR0911, PLR0912 - a table of what libraries raise
    """What an exception of a request says about the address."""
    root = _root(cause)
    match root:
        case Refused():
            return CheckOutcome.BLOCKED_BY_POLICY
        case NoSuchName():
            return CheckOutcome.DNS_NXDOMAIN
        case NameTrouble():
            return CheckOutcome.DNS_TEMPORARY
        case ssl.SSLError():
            return CheckOutcome.TLS_HANDSHAKE
        case OSError(errno=number) if number in _OURS:
            return CheckOutcome.OUR_SIDE_FAILURE
        case ConnectionRefusedError():
            return CheckOutcome.CONN_REFUSED
        case OSError(errno=number) if number in _NO_WAY:
            return CheckOutcome.NET_UNREACHABLE
        case OSError(errno=number) if number in _CUT:
            return CheckOutcome.CONN_RESET
    match cause:
        case aiohttp.ConnectionTimeoutError():
            return CheckOutcome.TIMEOUT_CONNECT
        case TimeoutError():
            return CheckOutcome.TIMEOUT_READ
        case aiohttp.ClientConnectorSSLError():
            return CheckOutcome.TLS_HANDSHAKE
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientConnectionResetError():
            return CheckOutcome.CONN_RESET
        case aiohttp.ClientPayloadError():
            return CheckOutcome.TRUNCATED
        case aiohttp.InvalidURL():
            return CheckOutcome.INVALID_URL
        case aiohttp.ClientConnectorError():
            return CheckOutcome.TIMEOUT_CONNECT if root is cause else CheckOutcome.NET_UNREACHABLE
        case aiohttp.ClientOSError():
            return CheckOutcome.CONN_RESET
        case MemoryError():
            return CheckOutcome.OUR_SIDE_FAILURE
    return CheckOutcome.PROTOCOL_ERROR


def _root(cause: BaseException) -> BaseException:
    """The error of the system that a library's stands for."""
    inner = getattr(cause, "os_error", None)
    return inner if isinstance(inner, BaseException) else cause


def _flagged(answer: Answer, fault: CheckFlag) -> Answer:
    return answer if answer.tls is None else replace(answer, tls=replace(answer.tls, fault=fault))


def _latin(raw: bytes) -> str:
    return raw.decode("latin-1")
