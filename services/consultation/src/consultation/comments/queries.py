"""Lists of comments."""

from datetime import datetime

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from consultation.comments.aggregate import Comment
from consultation.comments.store import of_row
from consultation.comments.tables import comments


async def page(
    connection: AsyncConnection, consultation: str, *, after: tuple[datetime, str] | None, limit: int
) -> list[Comment]:
    """At most `limit` comments of a consultation, oldest first, beginning behind `after`: instant and id."""
    query = select(comments).where(comments.c.consultation == consultation)
    if after is not None:
        received_at, comment = after
        last = tuple_(literal(received_at, INSTANT), literal(comment))
        query = query.where(tuple_(comments.c.received_at, comments.c.id) > last)
    query = query.order_by(comments.c.received_at, comments.c.id).limit(limit)
    return [of_row(row) for row in await connection.execute(query)]
