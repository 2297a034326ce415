"""Rows of statements of descent to the aggregate and back."""

from collections import defaultdict
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

import commitments.plan.store as plan_store
from commitments.lineage.aggregate import Known, Link, Node
from commitments.lineage.errors import LineageNotFound
from commitments.lineage.tables import lineage
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import LineageKind

_GOALS = text(
    "select c.plan, c.number as commitment, g.number as goal from commitments c"
    " left join goals g on g.plan = c.plan and g.commitment = c.number where c.plan = any(:plans)"
)


async def hold_plans(tx: Transaction, plans: set[str]) -> dict[str, Known]:
    """What a statement of descent has to know of those of some plans that are on record, which are held."""
    held = await plan_store.hold_all(tx, plans)
    goals: dict[str, dict[int, set[int]]] = {plan: defaultdict(set) for plan in held}
    for row in await tx.connection.execute(_GOALS, {"plans": list(held)}):
        goals[row.plan][row.commitment] |= set() if row.goal is None else {row.goal}
    return {
        plan.id: Known(
            country=plan.country,
            starts_on=plan.starts_on,
            goals={number: frozenset(theirs) for number, theirs in goals[plan.id].items()},
        )
        for plan in held.values()
    }


async def of_plan(connection: AsyncConnection, plan: str) -> list[Link]:
    """Every statement of a plan in its order, the retracted ones too."""
    rows = await connection.execute(select(lineage).where(lineage.c.plan == plan).order_by(lineage.c.n))
    return [of_row(row) for row in rows]


async def load(connection: AsyncConnection, plan: str, n: int) -> Link:
    """The n-th statement of a plan. Raises LineageNotFound."""
    which = (lineage.c.plan == plan, lineage.c.n == n)
    row = (await connection.execute(select(lineage).where(*which))).first()
    if row is None:
        raise LineageNotFound(plan=plan, n=n)
    return of_row(row)


async def add(tx: Transaction, link: Link) -> None:
    """Write a new statement of a plan whose row this transaction holds."""
    values = {
        "plan": link.plan,
        "n": link.n,
        "kind": link.kind.value,
        "from_plan": link.origin.plan,
        "from_commitment": link.origin.commitment,
        "from_goal": link.origin.goal or None,
        "to_commitment": link.to.commitment if link.to else None,
        "to_goal": (link.to.goal or None) if link.to else None,
        "note": link.note,
        "stated_at": link.stated_at,
        "stated_by": tx.actor,
        "institution": link.institution,
    }
    await tx.connection.execute(insert(lineage).values(values))


async def save_retraction(tx: Transaction, link: Link) -> None:
    """Write that a statement was taken back."""
    which = (lineage.c.plan == link.plan, lineage.c.n == link.n)
    values = {"retracted_at": link.retracted_at, "retraction": link.retraction}
    await tx.connection.execute(update(lineage).where(*which).values(values))


async def last_version(connection: AsyncConnection, plan: str) -> int:
    """How many events the stream of a plan's statements holds: one for each, and one for each retraction."""
    return sum(link.version for link in await of_plan(connection, plan))


def of_row(row: Any) -> Link:
    """The aggregate of a row of `lineage`."""
    to = None if row.to_commitment is None else Node(row.plan, row.to_commitment, row.to_goal or 0)
    return Link(
        plan=row.plan,
        n=row.n,
        kind=LineageKind(row.kind),
        origin=Node(row.from_plan, row.from_commitment, row.from_goal or 0),
        to=to,
        note=row.note,
        stated_at=row.stated_at,
        institution=row.institution,
        retracted_at=row.retracted_at,
        retraction=row.retraction,
    )
