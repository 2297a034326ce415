"""A client shows its credential and gets a token for a few minutes (RFC 6749, section 4.4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from joserfc import jwt
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.credential import store
from commitments.credential.errors import ClientUnknown
from commitments.credential.keys import SigningKeys
from constancia_web.tokens import AUDIENCE, EDDSA


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantToken:
    """What the client showed, and which scopes it asks for (all that it may have, when none)."""

    client_id: str
    client_secret: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A signed token and the scopes that it carries; `expires_in` in seconds."""

    token: str
    scopes: frozenset[str]
    expires_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMint:
    """Signs tokens: EdDSA, in the form of RFC 9068."""

    keys: SigningKeys
    issuer: str
    seconds: int

    async def grant(self, connection: AsyncConnection, command: GrantToken, *, now: datetime) -> Granted:
        """A token for a valid credential. Raises ClientUnknown, ScopeExceeded."""
        # What no client id is made of must not reach the database: PostgreSQL has no NUL.
        plain = command.client_id.isascii() and command.client_id.isprintable()
        credential = await store.find(connection, command.client_id) if plain else None
        if credential is None:
            raise ClientUnknown
        scopes = credential.grant(command.client_secret, command.scopes, now=now)
        issued = int(now.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": credential.client_id,
            "client_id": credential.client_id,
            "institution": credential.institution,
            "scope": " ".join(sorted(scopes)),
            "iat": issued,
            "exp": issued + self.seconds,
            "jti": secrets.token_hex(16),
        }
        header = {"alg": "EdDSA", "typ": "at+jwt", "kid": self.keys.signing.kid}
        token = jwt.encode(header, claims, self.keys.signing, registry=EDDSA)
        return Granted(token=token, scopes=scopes, expires_in=self.seconds)
