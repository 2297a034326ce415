"""A credential: what an institution's system shows to be known. Pure rules; no secret itself is ever kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self

from commitments.credential.errors import (
    ClientUnknown,
    CredentialEnded,
    ExpiresInPast,
    KeyNotFound,
    KeysEnough,
    ScopeExceeded,
)

MOST_KEYS: Final = 2
"""Live keys of a credential: one at work, and the one that replaces it."""
KEY_PATTERN: Final = r"cst_[0-9a-f]{8}_[A-Za-z0-9_-]{43}"
_LAST_TIME_ZONE: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key that a system sends with each request, as `cst_<id>_<secret>`; its id is no secret."""

    id: str
    secret_hash: bytes
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def opens(self, key: str) -> bool:
        """Whether this is the key, and still one."""
        return hmac.compare_digest(self.secret_hash, _hash(key)) and self.revoked_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A client of the API that speaks for one institution, within its scopes.

    `expires_on` is the last day on which it is taken, wherever on Earth that day is still (UTC-12).
    """

    client_id: str
    institution: str | None
    scopes: frozenset[str]
    secret_hash: bytes
    issued_at: datetime
    issued_by: str
    label: str | None = None
    expires_on: date | None = None
    revoked_at: datetime | None = None
    version: int = 1
    keys: tuple[ApiKey, ...] = ()

    @classmethod
    def issue(  # noqa: PLR0913 - what a credential is made from, by name
        cls,
        institution: str,
        scopes: frozenset[str],
        *,
        now: datetime,
        by: str,
        label: str | None = None,
        expires_on: date | None = None,
    ) -> tuple[Self, str]:
        """A new credential and its secret, which is shown once and cannot be found again. Raises ExpiresInPast."""
        secret = f"constancia_{secrets.token_urlsafe(32)}"
        credential = cls(
            client_id=f"{institution.lower()}-{secrets.token_hex(4)}",
            institution=institution,
            scopes=scopes,
            secret_hash=_hash(secret),
            issued_at=now,
            issued_by=by,
            label=label,
            expires_on=expires_on,
        )
        if expires_on is not None and credential.has_ended(now):
            raise ExpiresInPast.at("/expires_on", expires_on=expires_on)
        return credential, secret

    def has_ended(self, now: datetime) -> bool:
        """Whether it was revoked, or its last day is over."""
        if self.expires_on is None:
            return self.revoked_at is not None
        end = datetime.combine(self.expires_on, time(), UTC) + timedelta(days=1) + _LAST_TIME_ZONE
        return self.revoked_at is not None or now >= end

    def grant(self, secret: str, asked: frozenset[str], *, now: datetime) -> frozenset[str]:
        """The scopes of a token for who shows `secret`: those asked, or all. Raises ClientUnknown, ScopeExceeded."""
        if not hmac.compare_digest(self.secret_hash, _hash(secret)) or self.has_ended(now):
            raise ClientUnknown
        if not asked <= self.scopes:
            raise ScopeExceeded(allowed=" ".join(sorted(self.scopes)))
        return asked or self.scopes

    def revoke(self, *, now: datetime) -> Self:
        """End this credential, its keys and the tokens made from it, at once."""
        return self if self.revoked_at is not None else replace(self, revoked_at=now, version=self.version + 1)

    def issue_key(self, *, now: datetime, by: str) -> tuple[Self, ApiKey, str]:
        """One more key, and what to send, which is shown once. Raises CredentialEnded, KeysEnough."""
        if self.has_ended(now):
            raise CredentialEnded(client_id=self.client_id)
        live = [key.id for key in self.keys if key.revoked_at is None]
        if len(live) >= MOST_KEYS:
            raise KeysEnough(most=MOST_KEYS, keys=", ".join(live))
        key_id = secrets.token_hex(4)
        whole = f"cst_{key_id}_{secrets.token_urlsafe(32)}"
        key = ApiKey(id=key_id, secret_hash=_hash(whole), issued_at=now, issued_by=by)
        return replace(self, keys=(*self.keys, key), version=self.version + 1), key, whole

    def revoke_key(self, key_id: str, *, now: datetime) -> Self:
        """End one key; one that has ended stays so. Raises KeyNotFound."""
        key = next((key for key in self.keys if key.id == key_id), None)
        if key is None:
            raise KeyNotFound(client_id=self.client_id, key_id=key_id)
        if key.revoked_at is not None:
            return self
        ended = tuple(replace(one, revoked_at=now) if one is key else one for one in self.keys)
        return replace(self, keys=ended, version=self.version + 1)


def _hash(secret: str) -> bytes:
    """SHA-256 is enough for a secret of 256 random bits: there is nothing to guess that a slow hash would protect."""
    return hashlib.sha256(secret.encode()).digest()
