"""Lists of comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.vocabulary import CommentVisibility, ProposalStep, Sector
from consultation.comments.aggregate import Comment
from consultation.comments.store import of_row
from consultation.comments.tables import comments
from consultation.comments.wording import searchable
from consultation.secrets import hash_of_code

_SHOWN = (CommentVisibility.PUBLISHED.value, CommentVisibility.HIDDEN.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which comments of a consultation; None asks for all. `q`: words in Spanish, in any form, without accents."""

    q: str | None = None
    sector: Sector | None = None
    theme: int | None = None
    commitment: int | None = None
    answered: bool | None = None
    step: ProposalStep | None = None
    roots: bool = False
    """Only those that reply to no other: replies stand in their threads."""


async def page(
    connection: AsyncConnection,
    consultation: str,
    *,
    after: tuple[datetime, str] | None,
    limit: int | None,
    wanted: Wanted | None = None,
) -> list[Comment]:
    """Comments that the public reads, and tombstones of those hidden, oldest first, behind `after`: instant and id."""
    query = select(comments).where(comments.c.consultation == consultation, comments.c.visibility.in_(_SHOWN))
    query = query.where(*_conditions(wanted or Wanted()))
    return await _listed(connection, query, after, limit)


async def count(connection: AsyncConnection, consultation: str, wanted: Wanted) -> int:
    """How many those are."""
    query = select(func.count()).select_from(comments)
    query = query.where(comments.c.consultation == consultation, comments.c.visibility.in_(_SHOWN))
    return int(await connection.scalar(query.where(*_conditions(wanted))) or 0)


async def until(
    connection: AsyncConnection, consultation: str, instant: datetime, *, offset: int, limit: int
) -> list[Comment]:
    """The same of those that came in by an instant, behind so many."""
    query = select(comments).where(
        comments.c.consultation == consultation,
        comments.c.visibility.in_(_SHOWN),
        comments.c.received_at <= instant,
    )
    query = query.order_by(comments.c.received_at, comments.c.id).offset(offset).limit(limit)
    return [of_row(row) for row in await connection.execute(query)]


async def held(
    connection: AsyncConnection, consultation: str, *, after: tuple[datetime, str] | None, limit: int
) -> list[Comment]:
    """Comments that wait for a moderator, oldest first."""
    waits = comments.c.visibility == CommentVisibility.HELD.value
    return await _listed(
        connection, select(comments).where(comments.c.consultation == consultation, waits), after, limit
    )


async def count_held(connection: AsyncConnection, consultation: str) -> int:
    """How many wait for a moderator."""
    waits = comments.c.visibility == CommentVisibility.HELD.value
    query = select(func.count()).select_from(comments).where(comments.c.consultation == consultation, waits)
    return int(await connection.scalar(query) or 0)


async def replies(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Comment]]:
    """What was said in reply to these comments and may be read, oldest first, by the comment."""
    query = select(comments).where(comments.c.in_reply_to.in_(ids), comments.c.visibility.in_(_SHOWN))
    found: dict[str, list[Comment]] = {}
    for one in await _listed(connection, query, None, None):
        found.setdefault(one.in_reply_to or "", []).append(one)
    return found


async def by_code(connection: AsyncConnection, code: str) -> Comment | None:
    """The comment whose receipt has this code, however it was typed; None where none has."""
    row = (await connection.execute(select(comments).where(comments.c.code_sha256 == hash_of_code(code)))).first()
    return None if row is None else of_row(row)


async def owed(connection: AsyncConnection, plan: str, institution: str) -> list[Comment]:
    """What an institution has not answered yet in a plan's consultations, what is due first first."""
    of = comments.c
    query = select(comments).where(of.institution == institution, of.response.is_(None))
    query = query.where(of.visibility != CommentVisibility.HIDDEN.value, of.consultation.like(f"{plan}-%"))
    return [of_row(row) for row in await connection.execute(query.order_by(of.due_on, of.received_at, of.id))]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    of = comments.c
    found: list[ColumnElement[bool]] = []
    if wanted.q is not None and wanted.q.strip():
        # What is hidden is found by no word of it.
        asked = func.websearch_to_tsquery("spanish", searchable(wanted.q))
        found += [of.search.op("@@")(asked), of.visibility == CommentVisibility.PUBLISHED.value]
    for name in ("sector", "theme", "commitment", "step"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(of[name] == getattr(value, "value", value))
    if wanted.roots:
        found.append(of.in_reply_to.is_(None))
    if wanted.answered is not None:
        found.append(of.response.is_not(None) if wanted.answered else of.response.is_(None))
    return found


async def _listed(
    connection: AsyncConnection,
    query: Select[tuple[object, ...]],
    after: tuple[datetime, str] | None,
    limit: int | None,
) -> list[Comment]:
    if after is not None:
        received_at, comment = after
        last = tuple_(literal(received_at, INSTANT), literal(comment))
        query = query.where(tuple_(comments.c.received_at, comments.c.id) > last)
    query = query.order_by(comments.c.received_at, comments.c.id)
    rows = await connection.execute(query if limit is None else query.limit(limit))
    return [of_row(row) for row in rows]
