"""The keys that sign receipts: made once, kept in the service's own database, published without their private part.

Kept for ever: a receipt must be good as long as its author lives.
"""

from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_runtime.clock import Clock
from constancia_web.tokens import EDDSA
from consultation.receipts.tables import receipt_keys

_ONE_MAKER = text("select pg_advisory_xact_lock(hashtext('receipt-key'))")


class ReceiptForged(Exception):
    """The signature is none of ours."""


class ReceiptKeys:
    """Signs with the newest, verifies with any."""

    def __init__(self, keys: list[OKPKey]) -> None:
        self._keys = keys

    @classmethod
    async def open(cls, engine: AsyncEngine, clock: Clock) -> "ReceiptKeys":
        """Read the keys, newest first; make the first one when there is none."""
        async with engine.begin() as connection:
            await connection.execute(_ONE_MAKER)
            query = select(receipt_keys.c.private_jwk).order_by(receipt_keys.c.created_at.desc())
            rows = list((await connection.execute(query)).scalars())
            if not rows:
                made = OKPKey.generate_key("Ed25519", parameters={"use": "sig", "alg": "EdDSA"}, auto_kid=True)
                rows = [dict(made.as_dict(private=True))]
                row = {"kid": rows[0]["kid"], "private_jwk": rows[0], "created_at": clock.now()}
                await connection.execute(insert(receipt_keys).values(row))
        return cls([OKPKey.import_key(row) for row in rows])

    def public(self) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517) by which anybody verifies a receipt."""
        return dict(KeySet(list(self._keys)).as_dict(private=False))

    def sign(self, payload: bytes) -> str:
        """A compact JWS (RFC 7515) of the payload; the same payload always gives the same one."""
        header = {"alg": "EdDSA", "typ": "constancia-receipt+jws", "kid": str(self._keys[0].kid)}
        return jws.serialize_compact(header, payload, self._keys[0], registry=EDDSA)

    def verify(self, receipt: str) -> bytes:
        """The payload of a receipt of ours. Raises ReceiptForged."""
        try:
            return jws.deserialize_compact(receipt, KeySet(list(self._keys)), registry=EDDSA).payload
        except (JoseError, ValueError, TypeError) as cause:
            raise ReceiptForged from cause
