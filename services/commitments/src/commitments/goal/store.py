"""Rows of goals to the aggregate and back."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.goal.aggregate import Goal, Report, Subgoal
from commitments.goal.errors import GoalNotFound
from commitments.goal.tables import goals, progress_reports, subgoals
from constancia_bus.transaction import Transaction
from constancia_events.dates import PlanDate
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level
from constancia_runtime.versions import Expectation

_g, _s, _r = goals.c, subgoals.c, progress_reports.c
_IN_ORDER = select(goals).order_by(_g.plan, _g.commitment, _g.number)
_OF_PLAN = _IN_ORDER.where(_g.plan == bindparam("plan"))
_OF_COMMITMENT = _OF_PLAN.where(_g.commitment == bindparam("commitment"), _g.number > bindparam("after"))
_PAGE: Select[Any] = _OF_COMMITMENT.limit(bindparam("limit"))
_ONE = _OF_PLAN.where(_g.commitment == bindparam("commitment"), _g.number == bindparam("goal"))
_OWN_KEY = tuple_(bindparam("plan"), bindparam("commitment"), bindparam("goal"))
_PARTS = select(subgoals).order_by(_s.number)
_PARTS_OF_ONE = _PARTS.where(tuple_(_s.plan, _s.commitment, _s.goal) == _OWN_KEY)
_PARTS_OF_PLAN = _PARTS.where(_s.plan == bindparam("plan"))
_REPORTS = select(progress_reports).order_by(_r.n)
_REPORTS_OF_PLAN = _REPORTS.where(_r.plan == bindparam("plan"))
_REPORTS_PAGE: Select[Any] = _REPORTS.where(
    tuple_(_r.plan, _r.commitment, _r.goal) == _OWN_KEY, _r.n > bindparam("after")
).limit(bindparam("limit"))
_NEWEST_OF_PLAN = (
    select(progress_reports)
    .ext(distinct_on(_r.plan, _r.commitment, _r.goal, _r.subgoal))
    .order_by(_r.plan, _r.commitment, _r.goal, _r.subgoal, _r.effective_at.desc(), _r.n.desc())
    .where(_r.plan == bindparam("plan"))
)
_NEWEST = _NEWEST_OF_PLAN.where(_r.commitment == bindparam("commitment"))
_NEWEST_OF_ONE = _NEWEST.where(_r.goal == bindparam("goal"))


async def load(connection: AsyncConnection, key: GoalKey) -> Goal:
    """The goal of this key, with the reports that hold now. Raises GoalNotFound."""
    return await _one(connection, _ONE, key)


async def hold(tx: Transaction, key: GoalKey, expected: Expectation) -> Goal:
    """The same in the version that the writer expects, its row held until the transaction ends.

    Raises GoalNotFound, or what `expected` raises when the writer saw another version.
    """
    goal = await _one(tx.connection, _ONE.with_for_update(), key)
    expected.check(goal.version)
    return goal


async def hold_all(tx: Transaction, plan: str) -> dict[GoalKey, Goal]:
    """Every goal of a plan with every report, the rows held until the transaction ends."""
    connection, of = tx.connection, {"plan": plan}
    rows = (await connection.execute(_OF_PLAN.with_for_update(), of)).all()
    parts = (await connection.execute(_PARTS_OF_PLAN, of)).all()
    reports = (await connection.execute(_REPORTS_OF_PLAN, of)).all()
    return {goal.key: goal for goal in _goals(rows, parts, reports)}


async def every(connection: AsyncConnection, plan: str) -> list[Goal]:
    """Every goal of a plan in their order, with the reports that hold now; held by nobody."""
    of = {"plan": plan}
    rows = (await connection.execute(_OF_PLAN, of)).all()
    parts = (await connection.execute(_PARTS_OF_PLAN, of)).all()
    reports = (await connection.execute(_NEWEST_OF_PLAN, of)).all()
    return _goals(rows, parts, reports)


async def page(connection: AsyncConnection, plan: str, commitment: int, *, after: int, limit: int) -> list[Goal]:
    """At most `limit` goals of a commitment in their order, behind number `after`, with the reports that hold now."""
    of = {"plan": plan, "commitment": commitment}
    rows = (await connection.execute(_PAGE, {**of, "after": after, "limit": limit})).all()
    parts = (await connection.execute(_PARTS_OF_PLAN, {"plan": plan})).all()
    reports = (await connection.execute(_NEWEST, of)).all()
    return _goals(rows, parts, reports)


async def page_of_reports(
    connection: AsyncConnection, key: GoalKey, *, after: int, limit: int
) -> list[tuple[int, Report]]:
    """At most `limit` reports on a goal as they were stated, behind the n-th, each with its own n."""
    of = {**key.model_dump(), "after": after, "limit": limit}
    return [(row.n, _report(row)) for row in await connection.execute(_REPORTS_PAGE, of)]


async def save(tx: Transaction, after: Goal, before: Goal | None) -> None:
    """Write a goal whose row this transaction holds, or a new one; reports are only ever added."""
    key = {"plan": after.key.plan, "commitment": after.key.commitment}
    values: dict[str, Any] = {
        "title": after.title,
        "starts_on": str(after.starts_on),
        "ends_on": str(after.ends_on),
        "template_starts_on": _text(after.template_starts_on),
        "template_ends_on": _text(after.template_ends_on),
        "said": after.said,
        "version": after.version,
    }
    statement = upsert(goals).values(**key, number=after.key.goal, **values)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["plan", "commitment", "number"], set_=values)
    )
    if before is None or before.subgoals != after.subgoals:
        await tx.connection.execute(
            delete(subgoals).where(tuple_(_s.plan, _s.commitment, _s.goal) == _OWN_KEY), after.key.model_dump()
        )
        if after.subgoals:
            await tx.connection.execute(insert(subgoals), [_subgoal_row(after.key, s) for s in after.subgoals])
    known = 0 if before is None else before.said
    if added := after.reports[len(after.reports) - (after.said - known) :]:
        rows = [_report_row(after.key, n, report) for n, report in enumerate(added, start=known + 1)]
        await tx.connection.execute(insert(progress_reports), rows)


async def _one(connection: AsyncConnection, query: Select[Any], key: GoalKey) -> Goal:
    of = key.model_dump()
    rows = (await connection.execute(query, of)).all()
    if not rows:
        raise GoalNotFound(**of)
    parts = (await connection.execute(_PARTS_OF_ONE, of)).all()
    reports = (await connection.execute(_NEWEST_OF_ONE, of)).all()
    return _goals(rows, parts, reports)[0]


def _goals(rows: Any, part_rows: Any, report_rows: Any) -> list[Goal]:
    parts: dict[GoalKey, list[Subgoal]] = defaultdict(list)
    for row in part_rows:
        parts[GoalKey.of(row.plan, row.commitment, row.goal)].append(_subgoal(row))
    reports: dict[GoalKey, list[Report]] = defaultdict(list)
    for row in sorted(report_rows, key=lambda row: row.n):
        reports[GoalKey.of(row.plan, row.commitment, row.goal)].append(_report(row))
    return [_goal(row, parts, reports) for row in rows]


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
    return Subgoal(number=row.number, title=row.title, starts_on=PlanDate(row.starts_on), ends_on=PlanDate(row.ends_on))


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
        said=row.said,
        version=row.version,
    )
