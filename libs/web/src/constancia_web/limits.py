"""How much one client may ask in a minute: reads without a credential by address, the rest by credential.

Counted in this process alone and forgotten each minute: with N processes a client may get N times as much. What is
published (constancia_web.published) is answered before anything is counted.
"""

import ipaddress
from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from typing import ClassVar, Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from constancia_runtime.clock import Clock
from constancia_runtime.errors import DomainError, Kind
from constancia_runtime.settings import ServiceSettings
from constancia_web.problems import refusal

WINDOW: Final = 60
"""Seconds of a window; windows begin with the minutes of the clock."""
_LIMITED: Final = ("/v1/", "/oauth2/")
_SCOPE_KEY: Final = "constancia.meter"
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class TooManyRequests(DomainError):
    """A client has used up its minute. `retry_after`: seconds until the next one."""

    slug = "too-many-requests"
    kind = Kind.TOO_MANY
    message = "More than {quota} requests in a minute; go on in {retry_after} seconds"

    @property
    def retry_after(self) -> int:
        """Seconds until the next window."""
        return int(self.values["retry_after"])


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a policy's quota; `reset` in seconds. Negative `remaining`: this request is too many."""

    policy: str
    quota: int
    remaining: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers says it."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={max(self.remaining, 0)};t={self.reset}',
        }


@dataclass(slots=True)
class RateLimits:
    """Counts by policy and client. A quota of 0 is no limit.

    Fixed windows that all end together: one counter that is emptied each minute, whatever the number of clients.
    """

    clock: Clock
    quotas: dict[str, int]
    _minute: int = 0
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    READS: ClassVar[str] = "reads"
    WRITES: ClassVar[str] = "writes"
    TOKENS: ClassVar[str] = "tokens"

    @classmethod
    def of(cls, settings: ServiceSettings, clock: Clock) -> "RateLimits":
        """The limits that the settings name."""
        quotas = {
            cls.READS: settings.rate_reads_per_minute,
            cls.WRITES: settings.rate_writes_per_minute,
            cls.TOKENS: settings.rate_tokens_per_minute,
        }
        return cls(clock, quotas)

    def spend(self, policy: str, client: str, cost: int = 1) -> Standing | None:
        """Count one request (or none, to look); None where there is no limit."""
        quota = self.quotas[policy]
        if not quota:
            return None
        now = self.clock.now().timestamp()
        minute = int(now // WINDOW)
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
        self._counts[policy, client] += cost
        reset = max(1, ceil((minute + 1) * WINDOW - now))
        return Standing(policy, quota, quota - self._counts[policy, client], reset)


@dataclass(slots=True)
class Meter:
    """Counts one request, once, for whoever it turns out to be from. Without limits it counts nothing."""

    limits: RateLimits | None
    address: str
    reads: bool
    standing: Standing | None = None
    counted: bool = False

    def by_address(self, *, cost: int = 1) -> None:
        """Count a request of somebody unknown. Raises TooManyRequests."""
        self.counted = self.counted or cost > 0
        self._spend(RateLimits.READS, self.address, cost)

    def by_client(self, client_id: str) -> None:
        """Count a request of a client that has shown who it is. Raises TooManyRequests."""
        if not self.counted:
            self.counted = True
            self._spend(RateLimits.READS if self.reads else RateLimits.WRITES, f"client {client_id}", 1)

    def by_guess(self, client_id: str) -> None:
        """Count an attempt with a client id and a secret. Raises TooManyRequests.

        By id and address together: whoever guesses from elsewhere must not lock the client out.
        """
        self.counted = True
        self._spend(RateLimits.TOKENS, f"{self.address} {client_id[:200]}", 1)

    def _spend(self, policy: str, client: str, cost: int) -> None:
        if self.limits is None:
            return
        self.standing = self.limits.spend(policy, client, cost)
        # A look is refused when nothing is left for the request itself.
        if self.standing is not None and self.standing.remaining < (0 if cost else 1):
            raise TooManyRequests(quota=self.standing.quota, retry_after=self.standing.reset)


def metered(scope: Scope) -> Meter:
    """The meter of a request."""
    meter: Meter | None = scope.get(_SCOPE_KEY)
    return meter or Meter(None, "", reads=True)


class Limited:
    """Counts requests to the API and says on each answer how much is left."""

    def __init__(self, app: ASGIApp, limits: RateLimits | None) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once who has used up an address's quota; who shows a credential is counted where it is judged."""
        if self.limits is None or scope["type"] != "http" or not scope["path"].startswith(_LIMITED):
            await self.app(scope, receive, send)
            return
        meter = Meter(self.limits, address_of(scope), reads=scope["method"] in _READS)
        scope[_SCOPE_KEY] = meter

        async def with_standing(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Neither known nor counted: a credential that is none, or one that was not asked for.
                if not meter.counted:
                    _count_late(meter)
                if meter.standing is not None:
                    MutableHeaders(scope=message).update(meter.standing.headers)
            await send(message)

        try:
            meter.by_address(cost=0 if _shows_credential(scope) else 1)
        except TooManyRequests as refused:
            await refusal(Request(scope), refused)(scope, receive, with_standing)
            return
        await self.app(scope, receive, with_standing)


def _count_late(meter: Meter) -> None:
    try:
        meter.by_address()
    except TooManyRequests:
        return  # this one is answered; the next is refused


def _shows_credential(scope: Scope) -> bool:
    return scope["path"].startswith("/oauth2/") or any(
        name in (b"authorization", b"x-api-key") for name, _ in scope["headers"]
    )


def address_of(scope: Scope) -> str:
    """Who asks, as the server knows it: behind a proxy, what it forwards, where FORWARDED_ALLOW_IPS names that proxy.

    An IPv6 network of 64 bits is one client: that is what one household gets.
    """
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
