"""Rows of comments to the aggregate and back."""

from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import CommentVisibility, ModerationRule, ProposalStep, ResponseOutcome, Sector
from consultation.comments.aggregate import Comment
from consultation.comments.errors import CommentNotFound
from consultation.comments.tables import comment_naming, comments
from consultation.comments.wording import searchable

_PLAIN = (
    "received_at",
    "text",
    "title",
    "author",
    "department",
    "theme",
    "commitment",
    "in_reply_to",
    "text_sha256",
    "code_sha256",
    "redactions",
    "institution",
    "due_on",
    "response",
    "changed",
    "endorsements",
    "version",
)


async def naming_key(connection: AsyncConnection) -> bytes:
    """The key that comments' ids are made with; it never leaves this database."""
    return bytes((await connection.execute(select(comment_naming.c.key))).scalar_one())


async def find(connection: AsyncConnection, comment: str) -> Comment | None:
    """The comment of this id, or None."""
    row = (await connection.execute(select(comments).where(comments.c.id == comment))).first()
    return None if row is None else of_row(row)


async def load(connection: AsyncConnection, consultation: str, comment: str) -> Comment:
    """The comment of this id, made in this consultation. Raises CommentNotFound."""
    found = await find(connection, comment)
    if found is None or found.consultation != consultation:
        raise CommentNotFound(consultation=consultation, comment=comment)
    return found


async def hold(tx: Transaction, consultation: str, *ids: str) -> list[Comment]:
    """These comments of a consultation, held until the transaction ends, oldest first. Raises CommentNotFound."""
    query = select(comments).where(comments.c.id.in_(ids), comments.c.consultation == consultation)
    rows = await tx.connection.execute(query.order_by(comments.c.received_at, comments.c.id).with_for_update())
    found = [of_row(row) for row in rows]
    missing = set(ids) - {one.id for one in found}
    if missing:
        raise CommentNotFound(consultation=consultation, comment=min(missing))
    return found


async def add(tx: Transaction, comment: Comment) -> None:
    """Write a comment that is not on record."""
    values = {"id": comment.id, "consultation": comment.consultation, **_values(comment)}
    await tx.connection.execute(insert(comments).values(values))


async def save(tx: Transaction, comment: Comment) -> None:
    """Write a comment whose row this transaction holds."""
    await tx.connection.execute(update(comments).where(comments.c.id == comment.id).values(_values(comment)))


def _values(comment: Comment) -> dict[str, Any]:
    searched = searchable(" ".join((comment.title or "", *comment.text.values())))
    return {
        **{name: getattr(comment, name) for name in _PLAIN},
        "sector": comment.sector.value,
        "visibility": comment.visibility.value,
        "rule": comment.rule and comment.rule.value,
        "flags": list(comment.flags),
        "step": comment.step and comment.step.value,
        "outcome": comment.outcome and comment.outcome.value,
        "search": func.to_tsvector("spanish", searched),
    }


def of_row(row: Any) -> Comment:
    """The aggregate of a row of `comments`."""
    return Comment(
        id=row.id,
        consultation=row.consultation,
        sector=Sector(row.sector),
        visibility=CommentVisibility(row.visibility),
        rule=None if row.rule is None else ModerationRule(row.rule),
        flags=tuple(row.flags),
        step=None if row.step is None else ProposalStep(row.step),
        outcome=None if row.outcome is None else ResponseOutcome(row.outcome),
        **{name: getattr(row, name) for name in _PLAIN},
    )
