"""Rows of memberships to the aggregate and back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.membership.aggregate import Membership, Period
from commitments.membership.errors import MembershipNotFound
from commitments.membership.tables import membership_periods, memberships
from constancia_bus.transaction import Transaction

_m, _p = memberships.c, membership_periods.c
_IN_ORDER = select(memberships).order_by(_m.plan, _m.working_group, _m.institution)


async def find(connection: AsyncConnection, plan: str, group: int, institution: str) -> Membership | None:
    """The membership of an institution in the roundtable or a group, or None."""
    one = and_(_m.plan == plan, _m.working_group == group, _m.institution == institution)
    found = await _select(connection, _IN_ORDER.where(one))
    return found[0] if found else None


async def load(connection: AsyncConnection, plan: str, group: int, institution: str) -> Membership:
    """The same. Raises MembershipNotFound."""
    found = await find(connection, plan, group, institution)
    if found is None:
        raise MembershipNotFound(institution=institution)
    return found


async def every(connection: AsyncConnection, plan: str) -> dict[tuple[int, str], Membership]:
    """All memberships of a plan, by group and institution."""
    found = await _select(connection, _IN_ORDER.where(_m.plan == plan))
    return {(one.group, one.institution): one for one in found}


async def page(  # noqa: PLR0913 - which, and which part of them
    connection: AsyncConnection, plan: str, group: int, *, on: date | None, after: str, limit: int
) -> list[Membership]:
    """At most `limit` memberships by acronym behind `after`: all that ever were, or those of the day `on`."""
    query = _IN_ORDER.where(_m.plan == plan, _m.working_group == group, _m.institution > after)
    if on is not None:
        query = query.where(_covering(on))
    return await _select(connection, query.limit(limit))


async def save(tx: Transaction, changed: Sequence[Membership]) -> None:
    """Write memberships of a plan whose row this transaction holds, or new ones."""
    rows = [_key(one) | {"version": one.version} for one in changed]
    if not rows:
        return
    statement = upsert(memberships)
    keys = ["plan", "working_group", "institution"]
    newest = {"version": statement.excluded.version}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=newest), rows)
    periods = upsert(membership_periods)
    values = {name: getattr(periods.excluded, name) for name in ("joined_on", "left_on", "reason")}
    statement = periods.on_conflict_do_update(index_elements=[*keys, "n"], set_=values)
    await tx.connection.execute(statement, [row for one in changed for row in _period_rows(one)])


def _covering(day: date) -> ColumnElement[bool]:
    same = and_(_p.plan == _m.plan, _p.working_group == _m.working_group, _p.institution == _m.institution)
    begun, going_on = or_(_p.joined_on.is_(None), _p.joined_on <= day), or_(_p.left_on.is_(None), _p.left_on >= day)
    return select(membership_periods).where(same, begun, going_on).exists()


async def _select(connection: AsyncConnection, query: Select[Any]) -> list[Membership]:
    rows = (await connection.execute(query)).all()
    periods: dict[tuple[int, str], list[Period]] = defaultdict(list)
    wanted = [(row.plan, row.working_group, row.institution) for row in rows]
    if wanted:
        theirs = select(membership_periods).where(tuple_(_p.plan, _p.working_group, _p.institution).in_(wanted))
        for row in await connection.execute(theirs.order_by(_p.n)):
            period = Period(joined_on=row.joined_on, left_on=row.left_on, reason=row.reason)
            periods[row.working_group, row.institution].append(period)
    return [
        Membership(
            plan=row.plan,
            group=row.working_group,
            institution=row.institution,
            periods=tuple(periods[row.working_group, row.institution]),
            version=row.version,
        )
        for row in rows
    ]


def _key(one: Membership) -> dict[str, Any]:
    return {"plan": one.plan, "working_group": one.group, "institution": one.institution}


def _period_rows(one: Membership) -> list[dict[str, Any]]:
    return [
        _key(one) | {"n": n, "joined_on": period.joined_on, "left_on": period.left_on, "reason": period.reason}
        for n, period in enumerate(one.periods, start=1)
    ]
