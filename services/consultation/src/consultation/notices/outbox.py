"""Notices are put down in the transaction of what they tell of, and sent afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from consultation.contacts.tables import contacts
from consultation.notices.kinds import NoticeKind, NoticeOutcome
from consultation.notices.tables import notices

LEASE: Final = timedelta(minutes=5)
"""So long somebody has who took a notice to send it; then it is another's."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1_440))
"""How long after each failure the next try is; behind the last it is given up."""


async def put(
    tx: Transaction,
    kind: NoticeKind,
    *,
    comment: str | None = None,
    institution: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Put a notice down; for a comment, only where its author left an address."""
    if comment is not None and not await tx.connection.scalar(select(exists().where(contacts.c.comment == comment))):
        return
    row = {"kind": kind.value, "comment": comment, "institution": institution, "detail": dict(detail or {})}
    await tx.connection.execute(insert(notices).values(**row, made_at=tx.now, due_at=tx.now, tries=0))


async def take(tx: Transaction, limit: int) -> list[Any]:
    """Rows of notices that are due, for this process alone until the lease ends."""
    due = (
        select(notices.c.id)
        .where(notices.c.settled_at.is_(None), notices.c.due_at <= tx.now)
        .order_by(notices.c.due_at, notices.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    values = {"due_at": tx.now + LEASE, "tries": notices.c.tries + 1}
    taken = await tx.connection.execute(
        update(notices).where(notices.c.id.in_(due.scalar_subquery())).values(values).returning(notices)
    )
    return sorted(taken.all(), key=lambda row: int(row.id))


async def settle(tx: Transaction, notice: int, outcome: NoticeOutcome) -> None:
    """It is done, one way or another."""
    values = {"settled_at": tx.now, "outcome": outcome.value}
    await tx.connection.execute(update(notices).where(notices.c.id == notice).values(values))


async def again(tx: Transaction, notice: int, tries: int) -> None:
    """It could not be sent: later, or no more."""
    if tries > len(PAUSES):
        await settle(tx, notice, NoticeOutcome.GIVEN_UP)
    else:
        values = {"due_at": tx.now + PAUSES[tries - 1]}
        await tx.connection.execute(update(notices).where(notices.c.id == notice).values(values))


async def waiting(connection: AsyncConnection, now: datetime) -> bool:
    """Whether anything is due."""
    due = exists().where(notices.c.settled_at.is_(None), notices.c.due_at <= now)
    return bool(await connection.scalar(select(due)))
