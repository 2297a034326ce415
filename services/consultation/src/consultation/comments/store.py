"""Rows of comments to the aggregate and back."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import Sector
from consultation.comments.aggregate import Comment
from consultation.comments.errors import CommentNotFound
from consultation.comments.tables import comment_naming, comments


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


async def add(tx: Transaction, comment: Comment) -> None:
    """Write a comment that is not on record."""
    values = {
        "id": comment.id,
        "consultation": comment.consultation,
        "received_at": comment.received_at,
        "sector": comment.sector.value,
        "text": comment.text,
    }
    await tx.connection.execute(insert(comments).values(values))


def of_row(row: Any) -> Comment:
    """The aggregate of a row of `comments`."""
    return Comment(
        id=row.id,
        consultation=row.consultation,
        received_at=row.received_at,
        sector=Sector(row.sector),
        text=row.text,
    )
