"""Rows of indicators to the aggregate and back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.indicator.aggregate import Indicator, Statement
from commitments.indicator.errors import IndicatorNotFound
from commitments.indicator.tables import indicator_statements, indicators
from constancia_bus.transaction import Transaction
from constancia_events.dates import PlanDate

_i, _s = indicators.c, indicator_statements.c
_KEY = ("plan", "key")
_PLAIN = ("commitment", "goal", "label", "unit", "version")
_SAID = ("value", "evidence_url", "institution", "effective_on", "effective_at", "stated_at", "stated_by")
_IN_ORDER = select(indicators).order_by(_i.key)


async def known_keys(connection: AsyncConnection, plan: str) -> frozenset[str]:
    """The keys that texts of this plan may insert."""
    return frozenset(await connection.scalars(select(_i.key).where(_i.plan == plan)))


async def find(connection: AsyncConnection, plan: str, key: str) -> Indicator | None:
    """The indicator of this key with every statement, or None."""
    found = await _select(connection, plan, _IN_ORDER.where(_i.plan == plan, _i.key == key))
    return found[0] if found else None


async def load(connection: AsyncConnection, plan: str, key: str) -> Indicator:
    """The same. Raises IndicatorNotFound."""
    found = await find(connection, plan, key)
    if found is None:
        raise IndicatorNotFound(plan=plan, key=key)
    return found


async def page(  # noqa: PLR0913 - which, and which part of them
    connection: AsyncConnection,
    plan: str,
    *,
    commitment: int | None,
    goal: int | None,
    after: str,
    limit: int | None,
) -> list[Indicator]:
    """At most `limit` indicators by key behind `after`, with every statement: of a commitment, of a goal, or all."""
    query = _IN_ORDER.where(_i.plan == plan, _i.key > after)
    if commitment is not None:
        query = query.where(_i.commitment == commitment)
    if goal is not None:
        query = query.where(_i.goal == goal)
    return await _select(connection, plan, query if limit is None else query.limit(limit))


async def every(connection: AsyncConnection, plan: str) -> dict[str, Indicator]:
    """All indicators of a plan with every statement, by key."""
    return {one.key: one for one in await _select(connection, plan, _IN_ORDER.where(_i.plan == plan))}


async def save(tx: Transaction, changed: Sequence[tuple[Indicator, Indicator | None]]) -> None:
    """Write indicators of a plan whose row this transaction holds, each with what was before; statements are added."""
    if not changed:
        return
    statement = upsert(indicators)
    newest = {name: getattr(statement.excluded, name) for name in _PLAIN}
    rows = [{name: getattr(after, name) for name in (*_KEY, *_PLAIN)} for after, _ in changed]
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=list(_KEY), set_=newest), rows)
    if added := [row for after, before in changed for row in _added(after, before)]:
        await tx.connection.execute(insert(indicator_statements), added)


def _added(after: Indicator, before: Indicator | None) -> Iterator[dict[str, Any]]:
    known = 0 if before is None else len(before.statements)
    for n, said in enumerate(after.statements[known:], start=known + 1):
        yield (
            {"plan": after.plan, "key": after.key, "n": n}
            | {name: getattr(said, name) for name in _SAID}
            | {
                "as_of": None if said.as_of is None else str(said.as_of),
                "stated_where": said.where,
                "lines": list(said.lines),
            }
        )


async def _select(connection: AsyncConnection, plan: str, query: Select[Any]) -> list[Indicator]:
    rows = (await connection.execute(query)).all()
    said: dict[str, list[Statement]] = defaultdict(list)
    theirs = select(indicator_statements).where(_s.plan == plan, _s.key.in_([row.key for row in rows]))
    for row in await connection.execute(theirs.order_by(_s.key, _s.n)):
        said[row.key].append(
            Statement(
                as_of=None if row.as_of is None else PlanDate(row.as_of),
                where=row.stated_where,
                lines=tuple(row.lines),
                **{name: getattr(row, name) for name in _SAID},
            )
        )
    return [
        Indicator(statements=tuple(said[row.key]), **{name: getattr(row, name) for name in (*_KEY, *_PLAIN)})
        for row in rows
    ]
