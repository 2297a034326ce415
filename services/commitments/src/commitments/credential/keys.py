"""The keys that sign tokens: made once, kept in the registry's own database, published without their private part."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from commitments.credential.tables import signing_keys
from constancia_bus.transaction import Transactions
from constancia_db.audit import say_who
from constancia_runtime.clock import Clock
from constancia_runtime.trace import current

_ONE_MAKER = text("select pg_advisory_xact_lock(hashtext('signing-key'))")


class SigningKeys:
    """The signing keys of this service; also the key source by which it verifies its own tokens."""

    def __init__(self, keys: list[OKPKey]) -> None:
        self._keys = keys

    @classmethod
    async def open(cls, engine: AsyncEngine, clock: Clock) -> "SigningKeys":
        """Read the keys that are not retired, newest first; make the first one when there is none."""
        async with engine.begin() as connection:
            await connection.execute(_ONE_MAKER)
            query = select(signing_keys.c.private_jwk).where(signing_keys.c.retired_at.is_(None))
            rows = (await connection.execute(query.order_by(signing_keys.c.created_at.desc()))).scalars().all()
            if not rows:
                await say_who(connection, actor=Transactions.SYSTEM, correlation=current().trace_id, at=clock.now())
                rows = [_new_key()]
                await connection.execute(insert(signing_keys).values(_row(rows[0], clock.now())))
        return cls([OKPKey.import_key(row) for row in rows])

    @property
    def signing(self) -> OKPKey:
        """The key that signs now."""
        return self._keys[0]

    def public(self) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517) by which anybody verifies a token."""
        return dict(KeySet(list(self._keys)).as_dict(private=False))

    async def keys(self) -> KeySet:
        """The key set to verify with."""
        return KeySet(list(self._keys))

    async def refresh(self) -> None:
        """Nothing to do: these are the keys themselves."""


def _new_key() -> Mapping[str, Any]:
    key = OKPKey.generate_key("Ed25519", parameters={"use": "sig", "alg": "EdDSA"}, auto_kid=True)
    return dict(key.as_dict(private=True))


def _row(jwk: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"kid": jwk["kid"], "private_jwk": jwk, "created_at": now}
