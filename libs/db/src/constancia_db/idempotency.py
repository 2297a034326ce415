"""One command once: a client's Idempotency-Key is claimed in the transaction that carries the command out.

The claim travels in a context variable: `constancia_web` sets it for a request, `constancia_bus` takes it into the
transaction, and endpoints know nothing of either. Why it is so: docs/adr/0009.
"""

import hashlib
import json
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from alembic import op
from sqlalchemy import Column, DateTime, Index, LargeBinary, MetaData, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_runtime.errors import DomainError, Fault, Kind

KEPT_FOR: Final = timedelta(hours=24)
BEING_ANSWERED: Final = timedelta(seconds=10)
"""How long after its commit a command may still be at its answer; later, the answer was lost."""
MOST_BYTES: Final = 1024**2
HEADER: Final = "Idempotency-Key"

_TAKE = text(
    """
    insert into idempotency_keys (client, key, fingerprint, claimed_at)
    select :client, :key, :fingerprint, :now where pg_try_advisory_xact_lock(:lock)
    on conflict (client, key) do update
        set fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at,
            status = null, headers = null, body = null
        where idempotency_keys.claimed_at < :expired
    returning true
    """
)
_FIND = text(
    "select fingerprint, claimed_at, status, headers, body from idempotency_keys where client = :client and key = :key"
)
_KEEP = text(
    """
    with expired as (
        delete from idempotency_keys where (client, key) in (
            select client, key from idempotency_keys where claimed_at < :expired limit 100 for update skip locked
        )
    )
    update idempotency_keys set status = :status, headers = cast(:headers as jsonb), body = :body
        where client = :client and key = :key
    """
)


class KeyReused(DomainError):
    """The key came before with another request."""

    slug = "idempotency-key-reused"
    kind = Kind.INVALID
    message = "This Idempotency-Key came with another request before; send a new key for a new request"

    def __init__(self) -> None:
        super().__init__(faults=(Fault(message=self.message, code="idempotency_key", parameter=HEADER),))


class StillRunning(DomainError):
    """The first request with this key is not answered yet."""

    slug = "idempotency-key-in-use"
    kind = Kind.CONFLICT
    message = "The first request with this Idempotency-Key is not answered yet; ask again in a moment"
    retry_after = 1


class AnswerNotKept(DomainError):
    """The command was carried out, and its answer is not there: lost in a crash, or not kept since it held a secret."""

    slug = "idempotent-answer-not-kept"
    kind = Kind.CONFLICT
    message = "This was carried out once, and its answer is not kept; read the resource to see it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the first request was answered: its own headers, and every byte of its body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Replayed(Exception):
    """The command was carried out before; `answer` is what was said then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("this command was carried out before")
        self.answer = answer


@dataclass(slots=True, kw_only=True)
class Claim:
    """A client's wish that its request be carried out once. `client` is empty while nobody has shown who they are."""

    key: str
    client: str = ""
    taken_at: datetime = field(init=False)
    committed: bool = False
    _seen: Any = field(default_factory=hashlib.sha256)

    def see(self, part: bytes) -> None:
        """Let a part of the request, in their order, belong to what must be the same when the key comes again."""
        self._seen.update(part)

    @property
    def fingerprint(self) -> bytes:
        """The hash of all parts seen so far."""
        digest: bytes = self._seen.digest()
        return digest

    @property
    def name(self) -> dict[str, str]:
        """The key's row. Strangers share nothing: without a client the key holds only together with its request."""
        return {"client": self.client, "key": self.key if self.client else f"{self.key} {self.fingerprint.hex()}"}

    @property
    def lock(self) -> int:
        """The number of the advisory lock that the running command holds."""
        whole = hashlib.sha256("\n".join(self.name.values()).encode()).digest()
        return int.from_bytes(whole[:8], signed=True)


asked: ContextVar[Claim | None] = ContextVar("constancia_claim", default=None)
"""The claim of the present request."""


async def take(connection: AsyncConnection, now: datetime) -> Claim | None:
    """Claim the present request's key in this transaction; None when there is none to claim.

    Raises Replayed, KeyReused, StillRunning, AnswerNotKept: then the command must not run.
    """
    claim = asked.get()
    if claim is None or claim.committed:
        return None
    values = {"fingerprint": claim.fingerprint, "now": now, "lock": claim.lock, "expired": now - KEPT_FOR}
    if (await connection.execute(_TAKE, claim.name | values)).first() is not None:
        claim.taken_at = now
        return claim
    before = (await connection.execute(_FIND, claim.name)).first()
    if before is None:  # another transaction is at work on it: its row cannot be seen yet
        raise StillRunning
    if before.fingerprint != claim.fingerprint:
        raise KeyReused
    if before.body is not None:
        headers = tuple((name, value) for name, value in before.headers)
        raise Replayed(Answer(status=before.status, headers=headers, body=before.body))
    if before.status is None and now - before.claimed_at < BEING_ANSWERED:
        raise StillRunning
    raise AnswerNotKept


async def keep(engine: AsyncEngine, claim: Claim, answer: Answer | None, *, status: int) -> None:
    """Keep the answer to a claim that was committed; None keeps only its status. Drops what is over a day old."""
    kept = {
        "status": status,
        "headers": None if answer is None else json.dumps(answer.headers),
        "body": None if answer is None else answer.body,
        "expired": claim.taken_at - KEPT_FOR,
    }
    async with engine.begin() as connection:
        await connection.execute(_KEEP, claim.name | kept)


def add_idempotency_keys(metadata: MetaData) -> None:
    """The table of the keys that clients have used, and of what they were answered."""
    keys = Table(
        "idempotency_keys",
        metadata,
        Column("client", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("claimed_at", DateTime(timezone=True), nullable=False),
        Column("status", SmallInteger),
        Column("headers", JSONB(none_as_null=True)),
        Column("body", LargeBinary),
    )
    Index("ix_idempotency_keys_claimed_at", keys.c.claimed_at)


def create_idempotency_keys() -> None:
    """In a migration: create that table. Never edited: add another."""
    op.execute(
        """
        create table idempotency_keys (
            client text, key text, fingerprint bytea not null, claimed_at timestamptz not null,
            status smallint, headers jsonb, body bytea,
            constraint pk_idempotency_keys primary key (client, key)
        )
        """
    )
    op.execute("create index ix_idempotency_keys_claimed_at on idempotency_keys (claimed_at)")
