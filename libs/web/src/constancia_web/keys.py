"""Where the public keys come from that tokens are verified with."""

import asyncio
from datetime import datetime, timedelta
from typing import Final, Protocol

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from constancia_runtime.clock import Clock, SystemClock
from constancia_runtime.errors import DomainError, Kind

_REFRESH_AT_MOST_EVERY: Final = timedelta(seconds=30)
_TRUSTED_FOR: Final = timedelta(minutes=10)
_TIMEOUT_SECONDS: Final = 5.0


class KeysUnavailable(DomainError):
    """The issuer's keys cannot be read, so no token can be judged."""

    slug = "keys-unavailable"
    kind = Kind.UNAVAILABLE
    message = "Tokens cannot be checked for the moment; try again shortly"


class KeySource(Protocol):
    """Knows the issuer's public keys."""

    async def keys(self) -> KeySet:
        """The keys as last heard. Raises KeysUnavailable."""
        ...

    async def refresh(self) -> None:
        """Hear again, because a token names a key that is not among them; may do nothing when it has just done so."""
        ...


class JwksOverHttp:
    """The JWK set (RFC 7517) at an address: cached, heard again after ten minutes or on an unknown key.

    Strangers can send tokens with made-up key ids, so an unknown one is looked for at most every 30 seconds.
    """

    def __init__(self, url: str, client: httpx.AsyncClient, *, clock: Clock | None = None) -> None:
        self._url = url
        self._client = client
        self._clock = clock or SystemClock()
        self._keys: KeySet | None = None
        self._heard_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._asking = asyncio.Lock()

    async def keys(self) -> KeySet:
        """The keys as last heard, at most ten minutes ago unless the issuer is away. Raises KeysUnavailable."""
        if self._heard_at is None or self._clock.now() - self._heard_at > _TRUSTED_FOR:
            await self.refresh()
        if self._keys is None:
            raise KeysUnavailable
        return self._keys

    async def refresh(self) -> None:
        """Hear the keys again, unless that was tried within the last 30 seconds; a failure leaves those there are."""
        async with self._asking:
            now = self._clock.now()
            if self._asked_at is not None and now - self._asked_at < _REFRESH_AT_MOST_EVERY:
                return
            self._asked_at = now
            try:
                answer = await self._client.get(self._url, timeout=_TIMEOUT_SECONDS)
                self._keys = KeySet.import_key_set(answer.raise_for_status().json())
            except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError):
                return
            self._heard_at = now
