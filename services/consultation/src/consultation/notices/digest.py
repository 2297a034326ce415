"""Once a week each institution is told what waits for its answer: by event, and by e-mail where it left an address."""

import asyncio
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Table, Text, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction, Transactions
from constancia_events.consultation import AnswersDue
from constancia_events.vocabulary import CommentVisibility
from constancia_runtime.clock import Clock
from consultation.comments.tables import comments
from consultation.consultations.tables import consultations
from consultation.contacts.tables import digest_addresses
from consultation.metadata import metadata
from consultation.notices import outbox
from consultation.notices.kinds import NoticeKind

ZONE: Final = "America/Guatemala"
_HOUR: Final = 8
_LOOK_SECONDS: Final = 600.0

digest_weeks = Table(
    "digest_weeks",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("institution", Text, primary_key=True),
    Column("week", Text, primary_key=True),
)


async def issue_digests(tx: Transaction) -> int:
    """Tell each institution that owes an answer, once in an ISO week; says how many were told."""
    local = tx.now.astimezone(ZoneInfo(ZONE))
    week, told = f"{local:%G-W%V}", 0
    for plan, institution, waiting, overdue in await _owing(tx.connection, tx.now):
        row = {"plan": plan, "institution": institution, "week": week}
        claimed = insert(digest_weeks).values(row).on_conflict_do_nothing().returning(digest_weeks.c.week)
        if (await tx.connection.execute(claimed)).first() is None:
            continue
        known = select(func.count()).select_from(digest_weeks)
        mine = (digest_weeks.c.plan == plan) & (digest_weeks.c.institution == institution)
        version = int(await tx.connection.scalar(known.where(mine)) or 1)
        event = AnswersDue(plan=plan, institution=institution, waiting=waiting, overdue=overdue, as_of=tx.now)
        tx.record(event, stream=f"answers/{plan}/{institution}", version=version)
        listed = select(digest_addresses.c.institution).where(digest_addresses.c.institution == institution)
        if await tx.connection.scalar(listed) is not None:
            await outbox.put(tx, NoticeKind.DIGEST, institution=institution, detail={"plan": plan})
        told += 1
    return told


async def issue_weekly(transactions: Transactions, clock: Clock) -> None:
    """From Monday morning, until cancelled; a Monday that was missed is made up for."""
    while True:
        local = clock.now().astimezone(ZoneInfo(ZONE))
        if local.weekday() or local.hour >= _HOUR:
            async with transactions(actor=Transactions.SYSTEM) as tx:
                await issue_digests(tx)
        await asyncio.sleep(_LOOK_SECONDS)


async def _owing(connection: AsyncConnection, now: datetime) -> list[tuple[str, str, int, int]]:
    of = comments.c
    today = now.astimezone(ZoneInfo(ZONE)).date()
    overdue = func.count().filter(of.due_on < today)
    query = (
        select(consultations.c.plan, of.institution, func.count().label("waiting"), overdue.label("overdue"))
        .join_from(comments, consultations, of.consultation == consultations.c.id)
        .where(of.institution.is_not(None), of.response.is_(None), of.visibility != CommentVisibility.HIDDEN.value)
        .group_by(consultations.c.plan, of.institution)
        .order_by(consultations.c.plan, of.institution)
    )
    return [(row.plan, row.institution, row.waiting, row.overdue) for row in await connection.execute(query)]
