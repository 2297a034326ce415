"""A credential: what an institution's system shows to get a token. Pure rules; the secret itself is never kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from commitments.credential.errors import ClientUnknown, ScopeExceeded


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A client of the API that speaks for one institution, within its scopes."""

    client_id: str
    institution: str | None
    scopes: frozenset[str]
    secret_hash: bytes
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None = None

    @classmethod
    def issue(cls, institution: str, scopes: frozenset[str], *, now: datetime, by: str) -> tuple[Self, str]:
        """A new credential and its secret, which is shown once and cannot be found again."""
        secret = f"constancia_{secrets.token_urlsafe(32)}"
        credential = cls(
            client_id=f"{institution.lower()}-{secrets.token_hex(4)}",
            institution=institution,
            scopes=scopes,
            secret_hash=_hash(secret),
            issued_at=now,
            issued_by=by,
        )
        return credential, secret

    def grant(self, secret: str, asked: frozenset[str]) -> frozenset[str]:
        """The scopes of a token for who shows `secret`: those asked, or all. Raises ClientUnknown, ScopeExceeded."""
        if not hmac.compare_digest(self.secret_hash, _hash(secret)) or self.revoked_at is not None:
            raise ClientUnknown
        if not asked <= self.scopes:
            raise ScopeExceeded(allowed=" ".join(sorted(self.scopes)))
        return asked or self.scopes

    def revoke(self, *, now: datetime) -> Self:
        """End this credential at once; tokens made from it live out their few minutes."""
        return self if self.revoked_at is not None else replace(self, revoked_at=now)


def _hash(secret: str) -> bytes:
    """SHA-256 is enough for a secret of 256 random bits: there is nothing to guess that a slow hash would protect."""
    return hashlib.sha256(secret.encode()).digest()
