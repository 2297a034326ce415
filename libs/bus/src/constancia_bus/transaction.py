"""One transaction: state rows and the events that tell of them are written together, or not at all."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus.signal import CommitSignal
from constancia_db import idempotency
from constancia_db.audit import SAY_WHO, say_who
from constancia_events.event import Event
from constancia_runtime.clock import Clock
from constancia_runtime.errors import DomainError, Kind
from constancia_runtime.trace import Trace, current

MAX_BODY = 400 * 1024
"""Bytes of an event's body, so that its message stays below the stream's limit."""

_AT, _ACTOR, _CORRELATION = SAY_WHO
# Each event says who it is by, and the audit of the same transaction hears it: no statement of its own.
_STAGE = text(
    f"""
    insert into event_stage (event_id, stream, version, type, occurred_at, actor, correlation, causation, traceparent,
                             salt, body)
    values (:event_id, :stream, :version, :type, cast({_AT} as timestamptz), {_ACTOR}, {_CORRELATION}, :causation,
            :traceparent, :salt, :body)
    """  # noqa: S608 - made of constants
)
_ONCE = text(
    "insert into effect_done (event_id, effect, done_at) values (:event_id, :effect, :now)"
    " on conflict do nothing returning effect"
)


class EventTooLarge(DomainError):
    """What was to be recorded does not fit one event."""

    slug = "too-large"
    kind = Kind.TOO_LARGE
    message = "The texts are {size} bytes together; at most {limit} fit one record"


@dataclass(slots=True, kw_only=True)
class Transaction:
    """A transaction at work: `connection` for state rows, `record` for events, `now` for the time of both (UTC)."""

    connection: AsyncConnection
    actor: str
    now: datetime
    trace: Trace
    causation: UUID | None = None
    _staged: list[dict[str, object]] = field(default_factory=list)

    def record(self, event: Event, *, stream: str, version: int) -> None:
        """State a fact of `stream` at its `version`. The caller has already changed, and so locked, the state row.

        Raises EventTooLarge.
        """
        body = event.body()
        if len(body) > MAX_BODY:
            raise EventTooLarge(size=len(body), limit=MAX_BODY)
        self._staged.append(
            {
                "event_id": uuid4(),
                "stream": stream,
                "version": version,
                "type": event.type,
                "said_at": self.now.isoformat(),
                "actor": self.actor,
                "correlation": self.trace.trace_id,
                "causation": self.causation,
                "traceparent": self.trace.header,
                "salt": secrets.token_bytes(16),
                "body": body,
            }
        )

    async def once(self, event_id: UUID, effect: str) -> bool:
        """Claim an effect of an event: true the first time, false ever after."""
        claimed = await self.connection.execute(_ONCE, {"event_id": event_id, "effect": effect, "now": self.now})
        return claimed.first() is not None

    @property
    def recorded(self) -> int:
        """How many events this transaction states so far."""
        return len(self._staged)

    async def flush(self) -> None:
        """Write the staged events; last of all, so that every state row is locked before its event is numbered.

        Also says for the audit, whose triggers fire at the commit, who it was.
        """
        if self._staged:
            await self.connection.execute(_STAGE, self._staged)
        else:
            await say_who(self.connection, actor=self.actor, correlation=self.trace.trace_id, at=self.now)


@dataclass(frozen=True, slots=True)
class Transactions:
    """Opens transactions: `async with transactions(actor="…") as tx`. Built in `create_app` and `build_worker`."""

    engine: AsyncEngine
    clock: Clock
    signal: CommitSignal

    SYSTEM: ClassVar[str] = "system"

    @asynccontextmanager
    async def __call__(
        self, *, actor: str, causation: UUID | None = None, dry_run: bool = False
    ) -> AsyncIterator[Transaction]:
        """Commit when the block ends, roll back when it raises or when this is a dry run.

        A request's Idempotency-Key is claimed first of all, in the same transaction; see `constancia_db.idempotency`.
        """
        async with self.engine.connect() as connection, connection.begin() as outer:
            tx = Transaction(
                connection=connection, actor=actor, now=self.clock.now(), trace=current(), causation=causation
            )
            claim = None if dry_run else await idempotency.take(connection, tx.now)
            yield tx
            await tx.flush()
            if dry_run:
                await outer.rollback()
            else:
                await outer.commit()
        if claim is not None:
            claim.committed = True
        if tx.recorded and not dry_run:
            self.signal.committed()
