"""Proof of work (ALTCHA, version 2), the stamp of a form, and how often an address may comment."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import altcha
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_runtime.clock import Clock
from constancia_web.limits import RateLimits
from consultation.guard.errors import (
    FormTooFast,
    FormTooOld,
    ProofInvalid,
    ProofSpent,
    TooManyComments,
    TooManyUnchecked,
)
from consultation.guard.rules import GuardRules
from consultation.guard.tables import recent_posts, spent_proofs
from consultation.secrets import Secrets

_ALGORITHM: Final = "PBKDF2/SHA-256"
_LONGEST_PROOF: Final = 4_000
_EVERYBODY: Final = "everybody"
_CHECKED, _UNCHECKED, _IN_ALL = "comments", "unchecked", "unchecked in all"


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof of work that is right; `spend` makes sure that it is used once."""

    id: str
    expires_at: datetime


class Guard:
    """Built once, when the app is; counts in this process alone."""

    def __init__(self, secrets: Secrets, clock: Clock, rules: GuardRules) -> None:
        self.rules = rules
        self._secrets = secrets
        self._clock = clock
        quotas = {
            _CHECKED: rules.comments_per_minute,
            _UNCHECKED: rules.unchecked_per_minute,
            _IN_ALL: rules.unchecked_in_all_per_minute,
        }
        self._limits = RateLimits(clock, quotas)

    def challenge(self) -> dict[str, Any]:
        """A challenge as ALTCHA's widgets and solvers take it; about 256 tries solve it."""
        until = self._clock.now() + self.rules.longest
        made = altcha.create_challenge(
            _ALGORITHM, self.rules.cost, data={"until": int(until.timestamp())}, hmac_secret=self._secrets.proof
        )
        return dict(made.to_dict())

    async def prove(self, sent: str | None) -> Proof | None:
        """The proof that was sent; None where none was. Raises ProofInvalid, ProofSpent."""
        if not sent:
            return None
        if len(sent) > _LONGEST_PROOF:
            raise ProofInvalid.at("/proof")
        try:
            # Each check derives a key, which takes a millisecond and lets other threads run.
            result = await asyncio.to_thread(altcha.verify_solution, sent, self._secrets.proof)
            parameters = altcha.Payload.from_base64(sent).challenge.parameters if result.verified else None
        except (ValueError, KeyError, TypeError, AttributeError) as cause:
            raise ProofInvalid.at("/proof") from cause
        if parameters is None:
            raise ProofInvalid.at("/proof")
        until = datetime.fromtimestamp((parameters.data or {})["until"], UTC)
        if until < self._clock.now():
            raise ProofSpent.at("/proof")
        return Proof(parameters.nonce, until)

    def stamp(self, place: str) -> str:
        """What a form brings back: when it was given, for what place, and a number of its own; signed."""
        said = f"{self._clock.now().timestamp():.3f}.{secrets.token_hex(12)}"
        return f"{said}.{self._secrets.form_mac(f'{place} {said}')}"

    def number_of(self, stamp: str, place: str) -> str:
        """The number of a form that came back in time. Raises FormTooFast, FormTooOld."""
        said, _, mac = stamp.rpartition(".")
        given, _, number = said.rpartition(".")
        if not number or not secrets.compare_digest(mac.encode(), self._secrets.form_mac(f"{place} {said}").encode()):
            raise FormTooOld
        age = self._clock.now().timestamp() - float(given)
        if age < self.rules.shortest.total_seconds():
            raise FormTooFast
        if age > self.rules.longest.total_seconds():
            raise FormTooOld
        return number

    def count(self, address: str, *, checked: bool) -> None:
        """Count one comment. Raises TooManyComments, TooManyUnchecked."""
        if checked:
            self._spend(_CHECKED, address, TooManyComments)
        else:
            self._spend(_UNCHECKED, address, TooManyComments)
            self._spend(_IN_ALL, _EVERYBODY, TooManyUnchecked)

    def fingerprint(self, *parts: str | None) -> bytes:
        """What a post looked like and where it came from, under a key: neither can be read from it."""
        return self._secrets.fingerprint("\x1f".join(part or "" for part in parts))

    def _spend(self, policy: str, client: str, error: type[TooManyComments]) -> None:
        standing = self._limits.spend(policy, client)
        if standing is not None and standing.remaining < 0:
            raise error(retry_after=standing.reset)


async def spend(tx: Transaction, proof: Proof) -> None:
    """Use a proof, this once. Raises ProofSpent."""
    row = {"proof": proof.id, "expires_at": proof.expires_at}
    statement = insert(spent_proofs).values(row).on_conflict_do_nothing().returning(spent_proofs.c.proof)
    if (await tx.connection.execute(statement)).first() is None:
        raise ProofSpent.at("/proof")


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Drop what is too old to matter."""
    for table in (spent_proofs, recent_posts):
        await connection.execute(delete(table).where(table.c.expires_at < now))
