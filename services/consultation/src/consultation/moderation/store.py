"""The register of what was done about comments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, literal, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_bus.transaction import Transaction
from constancia_events.consultation import CommentModerated
from constancia_events.vocabulary import ModerationAct, ModerationRole, ModerationRule
from consultation.comments.aggregate import Comment
from consultation.moderation.tables import moderation_acts

OPEN_APPEAL = frozenset({ModerationAct.APPEAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What was done, by which rule, as what and when (UTC). `words` are an author's, and never shown."""

    comment: str
    consultation: str
    number: int
    act: ModerationAct
    rule: ModerationRule | None
    role: ModerationRole
    institution: str | None = None
    reason: dict[str, str] | None = None
    words: str | None = None
    passages: int = 0
    characters: int = 0
    acted_at: datetime


async def note(tx: Transaction, comment: Comment, act: Act) -> None:
    """Put an act on record, and say it as an event of the comment, which stands as it is from now on."""
    values = {name: getattr(act, name) for name in Act.__dataclass_fields__}
    values |= {"act": act.act.value, "rule": act.rule and act.rule.value, "role": act.role.value}
    await tx.connection.execute(insert(moderation_acts).values(values))
    event = CommentModerated(
        consultation=comment.consultation,
        plan=comment.plan,
        comment=comment.id,
        act=act.act,
        rule=act.rule,
        role=act.role,
        visibility=comment.visibility,
    )
    tx.record(event, stream=comment.stream, version=comment.version)


async def of_comment(connection: AsyncConnection, comment: str) -> list[Act]:
    """Every act about a comment, in their order."""
    query = select(moderation_acts).where(moderation_acts.c.comment == comment).order_by(moderation_acts.c.number)
    return [of_row(row) for row in await connection.execute(query)]


async def latest(connection: AsyncConnection, comments: list[str]) -> dict[str, Act]:
    """The last act about each of these comments that says why it does not stand as it was sent."""
    of = moderation_acts.c
    query = (
        select(moderation_acts)
        .where(of.comment.in_(comments), of.act.in_(["hide", "hold", "redact"]))
        .ext(distinct_on(of.comment))
        .order_by(of.comment, of.number.desc())
    )
    return {row.comment: of_row(row) for row in await connection.execute(query)}


async def register(
    connection: AsyncConnection, consultation: str, *, after: tuple[datetime, str, int] | None, limit: int | None
) -> list[Act]:
    """The acts in a consultation, oldest first, beginning behind `after`: instant, comment and number."""
    of = moderation_acts.c
    query = select(moderation_acts).where(of.consultation == consultation)
    if after is not None:
        acted_at, comment, number = after
        last = tuple_(literal(acted_at, INSTANT), literal(comment), literal(number))
        query = query.where(tuple_(of.acted_at, of.comment, of.number) > last)
    query = query.order_by(of.acted_at, of.comment, of.number)
    return [of_row(row) for row in await connection.execute(query if limit is None else query.limit(limit))]


async def count_acts(connection: AsyncConnection, consultation: str) -> int:
    """How many acts there are in a consultation."""
    query = select(func.count()).select_from(moderation_acts)
    return int(await connection.scalar(query.where(moderation_acts.c.consultation == consultation)) or 0)


async def next_numbers(connection: AsyncConnection, comments: list[str]) -> dict[str, int]:
    """The number that the next act about each of these comments has."""
    of = moderation_acts.c
    query = select(of.comment, func.max(of.number).label("last")).where(of.comment.in_(comments)).group_by(of.comment)
    known = {row.comment: row.last for row in await connection.execute(query)}
    return {comment: known.get(comment, 0) + 1 for comment in comments}


async def open_appeals(connection: AsyncConnection, comments: list[str]) -> set[str]:
    """Those of these comments about which an appeal waits."""
    of = moderation_acts.c
    query = select(of.comment, of.act).where(of.comment.in_(comments)).ext(distinct_on(of.comment))
    rows = await connection.execute(query.order_by(of.comment, of.number.desc()))
    return {row.comment for row in rows if row.act in OPEN_APPEAL}


def of_row(row: Any) -> Act:
    """The act of a row."""
    values = {name: getattr(row, name) for name in Act.__dataclass_fields__}
    values["act"] = ModerationAct(row.act)
    values["rule"] = None if row.rule is None else ModerationRule(row.rule)
    values["role"] = ModerationRole(row.role)
    return Act(**values)
