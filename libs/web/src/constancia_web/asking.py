"""Judges API keys, and whether a token's credential still stands, by asking the registry (as RFC 7662 has it)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from fastapi import FastAPI

from constancia_runtime.clock import Clock
from constancia_web.keys import JwksOverHttp, KeysUnavailable
from constancia_web.tokens import AUDIENCE, SELF_PATH, Actor, KeyInvalid, TokenInvalid, TokenVerifier

_TIMEOUT_SECONDS: Final = 5.0


class RegistryAway(Exception):
    """The registry gives no answer that says anything."""


class AskingJudge:
    """A KeyJudge for services that hold no credentials: shows the registry what it was shown, each time.

    Nothing is kept, so a revocation holds at once everywhere. While the registry is away a key cannot be judged, and a
    token stands by its signature, for its ten minutes at most.
    """

    def __init__(self, registry_url: str, client: httpx.AsyncClient) -> None:
        self._address = registry_url.rstrip("/") + SELF_PATH
        self._client = client

    async def actor_of(self, key: str) -> Actor:
        """Whom an API key names. Raises KeyInvalid, or KeysUnavailable while the registry is away."""
        try:
            actor = await self._ask(key)
        except RegistryAway as cause:
            raise KeysUnavailable from cause
        if actor is None:
            raise KeyInvalid
        return actor

    async def confirm(self, actor: Actor, token: str) -> None:
        """Let the holder of a token pass, unless the registry says that its credential ended. Raises TokenInvalid."""
        try:
            known = await self._ask(token)
        except RegistryAway:
            return
        if known is None or known.client_id != actor.client_id:
            raise TokenInvalid

    async def _ask(self, shown: str) -> Actor | None:
        try:
            headers = {"Authorization": f"Bearer {shown}"}
            answer = await self._client.get(self._address, headers=headers, timeout=_TIMEOUT_SECONDS)
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                return None
            said = answer.raise_for_status().json()
            scopes = frozenset(map(str, said["scopes"]))
            return Actor(client_id=str(said["client_id"]), institution=said["institution"], scopes=scopes)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as cause:
            raise RegistryAway from cause


@asynccontextmanager
async def knowing(
    app: FastAPI, clock: Clock, *, public_url: str, registry_url: str | None, jwks_url: str | None
) -> AsyncIterator[None]:
    """As long as the block, let the app know who shows it a token or a key: its `tokens` and its `judge`.

    The registry is at `registry_url` and its keys at `jwks_url`, both under `public_url` when left out.
    """
    async with httpx.AsyncClient(transport=_inside(app)) as client:
        keys = JwksOverHttp(jwks_url or f"{public_url}/.well-known/jwks.json", client, clock=clock)
        app.state.tokens = TokenVerifier(keys, issuer=public_url, audience=AUDIENCE, clock=clock)
        app.state.judge = AskingJudge(registry_url or public_url, client)
        yield


def _inside(app: FastAPI) -> httpx.ASGITransport | None:
    """The way to the registry inside this process, where a front has set itself before the apps; else the network."""
    front = getattr(app.state, "front", None)
    return None if front is None else httpx.ASGITransport(front, raise_app_exceptions=False)
