"""Rows of goals to the aggregate and back."""

from collections import defaultdict
from typing import Any

from constancia_bus.transaction import Transaction
from constancia_events.dates import PlanDate
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level
from constancia_runtime.versions import Expectation
from sqlalchemy import ColumnElement, Table, and_, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.goal.aggregate import Goal, Report, Subgoal
from commitments.goal.errors import GoalNotFound
from commitments.goal.tables import goals, progress_reports, subgoals


async def load(connection: AsyncConnection, key: GoalKey) -> Goal:
    """The goal of this key. Raises GoalNotFound."""
    return _only(await _select(connection, _is(key), lock=False), key)


async def hold(tx: Transaction, key: GoalKey, expected: Expectation) -> Goal:
    """The goal of this key in the version that the writer expects, its row held until the transaction ends.

    Raises GoalNotFound, or what `expected` raises when the writer saw another version.
    """
    goal = _only(await _select(tx.connection, _is(key), lock=True), key)
    expected.check(goal.version)
    return goal


async def hold_all(tx: Transaction, plan: str) -> dict[GoalKey, Goal]:
    """Every goal of a plan, the rows held until the transaction ends."""
    return {goal.key: goal for goal in await _select(tx.connection, goals.c.plan == plan, lock=True)}


async def page(connection: AsyncConnection, plan: str, commitment: int, *, after: int, limit: int) -> list[Goal]:
    """At most `limit` goals of a commitment in their order, beginning behind number `after`."""
    which = and_(goals.c.plan == plan, goals.c.commitment == commitment, goals.c.number > after)
    return await _select(connection, which, lock=False, limit=limit)


async def save(tx: Transaction, after: Goal, before: Goal | None) -> None:
    """Write a goal whose row this transaction holds, or a new one; reports are only ever added."""
    key = {"plan": after.key.plan, "commitment": after.key.commitment}
    values: dict[str, Any] = {
        "title": after.title,
        "starts_on": str(after.starts_on),
        "ends_on": str(after.ends_on),
        "template_starts_on": _text(after.template_starts_on),
        "template_ends_on": _text(after.template_ends_on),
        "version": after.version,
    }
    statement = upsert(goals).values(**key, number=after.key.goal, **values)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["plan", "commitment", "number"], set_=values)
    )
    if before is None or before.subgoals != after.subgoals:
        await tx.connection.execute(delete(subgoals).where(_belongs(subgoals, after.key)))
        if after.subgoals:
            await tx.connection.execute(insert(subgoals), [_subgoal_row(after.key, s) for s in after.subgoals])
    known = 0 if before is None else len(before.reports)
    if added := after.reports[known:]:
        rows = [_report_row(after.key, n, report) for n, report in enumerate(added, start=known + 1)]
        await tx.connection.execute(insert(progress_reports), rows)


async def _select(
    connection: AsyncConnection, which: ColumnElement[bool], *, lock: bool, limit: int | None = None
) -> list[Goal]:
    query = select(goals).where(which).order_by(goals.c.plan, goals.c.commitment, goals.c.number).limit(limit)
    rows = (await connection.execute(query.with_for_update() if lock else query)).all()
    if not rows:
        return []
    parts: dict[GoalKey, list[Subgoal]] = defaultdict(list)
    reports: dict[GoalKey, list[Report]] = defaultdict(list)
    of_parts = select(subgoals).where(_within(subgoals, rows)).order_by(subgoals.c.number)
    for row in await connection.execute(of_parts):
        parts[GoalKey.of(row.plan, row.commitment, row.goal)].append(_subgoal(row))
    of_reports = select(progress_reports).where(_within(progress_reports, rows)).order_by(progress_reports.c.n)
    for row in await connection.execute(of_reports):
        reports[GoalKey.of(row.plan, row.commitment, row.goal)].append(_report(row))
    return [_goal(row, parts, reports) for row in rows]


def _within(table: Table, rows: Any) -> ColumnElement[bool]:
    """The rows of `table` that belong to the goals of `rows`: all of one plan, or of one commitment."""
    owners = {row.commitment for row in rows}
    which = and_(table.c.plan == rows[0].plan, table.c.commitment.in_(owners))
    return and_(which, table.c.goal == rows[0].number) if len(rows) == 1 else which


def _is(key: GoalKey) -> ColumnElement[bool]:
    return and_(goals.c.plan == key.plan, goals.c.commitment == key.commitment, goals.c.number == key.goal)


def _belongs(table: Table, key: GoalKey) -> ColumnElement[bool]:
    return and_(table.c.plan == key.plan, table.c.commitment == key.commitment, table.c.goal == key.goal)


def _only(found: list[Goal], key: GoalKey) -> Goal:
    if not found:
        raise GoalNotFound(plan=key.plan, commitment=key.commitment, goal=key.goal)
    return found[0]


def _text(value: PlanDate | None) -> str | None:
    return None if value is None else str(value)


def _date(value: str | None) -> PlanDate | None:
    return None if value is None else PlanDate(value)


def _subgoal_row(key: GoalKey, subgoal: Subgoal) -> dict[str, Any]:
    return {
        "plan": key.plan,
        "commitment": key.commitment,
        "goal": key.goal,
        "number": subgoal.number,
        "title": subgoal.title,
        "starts_on": str(subgoal.starts_on),
        "ends_on": str(subgoal.ends_on),
    }


def _report_row(key: GoalKey, n: int, report: Report) -> dict[str, Any]:
    return {
        "plan": key.plan,
        "commitment": key.commitment,
        "goal": key.goal,
        "n": n,
        "subgoal": report.subgoal,
        "level": report.level.value,
        "effective_on": report.effective_on,
        "effective_at": report.effective_at,
        "stated_at": report.stated_at,
        "stated_by": report.stated_by,
    }


def _subgoal(row: Any) -> Subgoal:
    return Subgoal(
        number=row.number, title=row.title, starts_on=PlanDate(row.starts_on), ends_on=PlanDate(row.ends_on)
    )


def _report(row: Any) -> Report:
    return Report(
        subgoal=row.subgoal,
        level=Level(row.level),
        effective_on=row.effective_on,
        effective_at=row.effective_at,
        stated_at=row.stated_at,
        stated_by=row.stated_by,
    )


def _goal(row: Any, parts: dict[GoalKey, list[Subgoal]], reports: dict[GoalKey, list[Report]]) -> Goal:
    key = GoalKey.of(row.plan, row.commitment, row.number)
    return Goal(
        key=key,
        title=row.title,
        starts_on=PlanDate(row.starts_on),
        ends_on=PlanDate(row.ends_on),
        template_starts_on=_date(row.template_starts_on),
        template_ends_on=_date(row.template_ends_on),
        subgoals=tuple(parts[key]),
        reports=tuple(reports[key]),
        version=row.version,
    )
