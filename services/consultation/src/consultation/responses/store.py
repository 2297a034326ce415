"""Rows of answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import ResponseOutcome
from consultation.comments.tables import comments
from consultation.responses.errors import ResponseNotFound
from consultation.responses.tables import linked_changes, responses


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedChange:
    """A change of the registry; `position` in its log, `goal` None for the commitment itself."""

    position: int
    commitment: int
    goal: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A reasoned answer to one or many comments; `answered_at` in UTC."""

    id: str
    consultation: str
    n: int
    institution: str | None
    outcome: ResponseOutcome
    text: dict[str, str]
    answered_at: datetime
    comments: tuple[str, ...] = ()
    changes: tuple[LinkedChange, ...] = field(default=())


async def next_number(tx: Transaction, consultation: str) -> int:
    """The number of the next answer; nobody else makes one in this consultation until the transaction ends."""
    await tx.connection.execute(
        text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": f"responses/{consultation}"}
    )
    query = select(func.coalesce(func.max(responses.c.n), 0) + 1).where(responses.c.consultation == consultation)
    return int(await tx.connection.scalar(query) or 1)


async def add(tx: Transaction, response: Response) -> None:
    """Write an answer."""
    values = {
        "id": response.id,
        "consultation": response.consultation,
        "n": response.n,
        "institution": response.institution,
        "outcome": response.outcome.value,
        "text": response.text,
        "answered_at": response.answered_at,
    }
    await tx.connection.execute(insert(responses).values(values))


async def add_change(tx: Transaction, response: str, change: LinkedChange) -> None:
    """Link a change to an answer."""
    row = {"response": response, "position": change.position, "commitment": change.commitment, "goal": change.goal}
    await tx.connection.execute(insert(linked_changes).values(**row, linked_at=tx.now))


async def load(connection: AsyncConnection, consultation: str, response: str) -> Response:
    """One answer, whole. Raises ResponseNotFound."""
    found = await by_ids(connection, [response])
    if response not in found or found[response].consultation != consultation:
        raise ResponseNotFound(consultation=consultation, response=response)
    return found[response]


async def by_ids(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Response]:
    """These answers, whole, by id."""
    rows = await connection.execute(select(responses).where(responses.c.id.in_(ids)).order_by(responses.c.n))
    return await _whole(connection, list(rows))


async def page(connection: AsyncConnection, consultation: str, *, after: int, limit: int | None) -> list[Response]:
    """Answers of a consultation in their order, beginning behind number `after`."""
    query = select(responses).where(responses.c.consultation == consultation, responses.c.n > after)
    query = query.order_by(responses.c.n)
    rows = await connection.execute(query if limit is None else query.limit(limit))
    return list((await _whole(connection, list(rows))).values())


async def _whole(connection: AsyncConnection, rows: list[Any]) -> dict[str, Response]:
    ids = [row.id for row in rows]
    answered: dict[str, list[str]] = {}
    query = select(comments.c.id, comments.c.response).where(comments.c.response.in_(ids))
    for row in await connection.execute(query.order_by(comments.c.received_at, comments.c.id)):
        answered.setdefault(row.response, []).append(row.id)
    changes: dict[str, list[LinkedChange]] = {}
    linked = select(linked_changes).where(linked_changes.c.response.in_(ids)).order_by(linked_changes.c.position)
    for row in await connection.execute(linked):
        change = LinkedChange(position=row.position, commitment=row.commitment, goal=row.goal)
        changes.setdefault(row.response, []).append(change)
    return {
        row.id: Response(
            id=row.id,
            consultation=row.consultation,
            n=row.n,
            institution=row.institution,
            outcome=ResponseOutcome(row.outcome),
            text=row.text,
            answered_at=row.answered_at,
            comments=tuple(answered.get(row.id, ())),
            changes=tuple(changes.get(row.id, ())),
        )
        for row in rows
    }
