"""Judges API keys, and whether a token's credential still stands, by the registry's own database."""

import re
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from commitments.credential import store
from commitments.credential.aggregate import KEY_PATTERN
from constancia_runtime.clock import Clock
from constancia_web.tokens import Actor, KeyInvalid, TokenInvalid

_KEY: Final = re.compile(KEY_PATTERN, re.ASCII)
_ID: Final = slice(len("cst_"), len("cst_") + 8)


class CredentialJudge:
    """Asks on a connection of its own, outside any transaction: a use is noted whatever becomes of the request."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._clock = clock

    async def actor_of(self, key: str) -> Actor:
        """Whom an API key names: found by its public part, compared in constant time. Raises KeyInvalid."""
        if not _KEY.fullmatch(key):
            raise KeyInvalid
        now = self._clock.now()
        async with self._engine.connect() as connection:
            found = await store.find_key(connection, key[_ID])
            if found is None or not found[0].opens(key) or found[1].has_ended(now):
                raise KeyInvalid
            known, credential = found
            await store.note_use(connection, known, now)
        return Actor(client_id=credential.client_id, institution=credential.institution, scopes=credential.scopes)

    async def confirm(self, actor: Actor, _token: str) -> None:
        """Let the holder of a token pass, unless its credential has ended since. Raises TokenInvalid."""
        async with self._engine.connect() as connection:
            if not await store.is_live(connection, actor.client_id, self._clock.now()):
                raise TokenInvalid
