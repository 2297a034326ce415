"""Rows of goals to the aggregate and back."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.goal.aggregate import Account, Goal, Report, Subgoal
from commitments.goal.errors import GoalNotFound
from commitments.goal.tables import goals, progress_reports, subgoals
from constancia_bus.transaction import Transaction
from constancia_events.commitments import GoalPart
from constancia_events.dates import PlanDate
from constancia_events.dependencies import Place
from constancia_events.folding import folded
from constancia_events.keys import CommitmentKey, GoalKey
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
_REPORTS_OF_ONE = _REPORTS.where(tuple_(_r.plan, _r.commitment, _r.goal) == _OWN_KEY)
_REPORTS_PAGE: Select[Any] = _REPORTS_OF_ONE.where(_r.n > bindparam("after")).limit(bindparam("limit"))
_NEWEST_OF_PLAN = (
    select(progress_reports)
    .ext(distinct_on(_r.plan, _r.commitment, _r.goal, _r.subgoal))
    .order_by(_r.plan, _r.commitment, _r.goal, _r.subgoal, _r.effective_at.desc(), _r.n.desc())
    .where(_r.plan == bindparam("plan"))
)
_NEWEST = _NEWEST_OF_PLAN.where(_r.commitment == bindparam("commitment"))
_NEWEST_OF_ONE = _NEWEST.where(_r.goal == bindparam("goal"))
_FORGET_PARTS = delete(subgoals).where(tuple_(_s.plan, _s.commitment, _s.goal) == _OWN_KEY)
_KEY = ("plan", "commitment", "number")
_UPSERT = upsert(goals)
_WRITE = _UPSERT.on_conflict_do_update(
    index_elements=list(_KEY),
    set_={column.name: _UPSERT.excluded[column.name] for column in _g if column.name not in _KEY},
)


async def load(connection: AsyncConnection, key: GoalKey) -> Goal:
    """The goal of this key, with the reports that hold now. Raises GoalNotFound."""
    return await _one(connection, _ONE, key, _NEWEST_OF_ONE)


async def hold(tx: Transaction, key: GoalKey, expected: Expectation, *, history: bool = False) -> Goal:
    """The same in the version that the writer expects, its row held until the transaction ends.

    With `history` it has every report, for who wants to speak of a past day. Raises GoalNotFound, or what `expected`
    raises when the writer saw another version.
    """
    held, reports = _ONE.with_for_update(key_share=True), _REPORTS_OF_ONE if history else _NEWEST_OF_ONE
    goal = await _one(tx.connection, held, key, reports)
    expected.check(goal.version)
    return goal


async def hold_all(tx: Transaction, plan: str) -> dict[GoalKey, Goal]:
    """Every goal of a plan with every report, the rows held until the transaction ends."""
    connection, of = tx.connection, {"plan": plan}
    rows = (await connection.execute(_OF_PLAN.with_for_update(key_share=True), of)).all()
    parts = (await connection.execute(_PARTS_OF_PLAN, of)).all()
    reports = (await connection.execute(_REPORTS_OF_PLAN, of)).all()
    return {goal.key: goal for goal in _goals(rows, parts, reports)}


async def waits(connection: AsyncConnection, plan: str) -> dict[Place, set[Place]]:
    """Every goal of a plan with those that it depends on; hold the plan's row while deciding by it."""
    rows = await connection.execute(select(_g.commitment, _g.number, _g.depends_on).where(_g.plan == plan))
    return {(r.commitment, r.number): {(d["commitment"], d["goal"]) for d in r.depends_on} for r in rows}


async def known_numbers(connection: AsyncConnection, key: CommitmentKey) -> frozenset[int]:
    """The numbers of a commitment's goals."""
    of_commitment = select(_g.number).where(_g.plan == key.plan, _g.commitment == key.commitment)
    return frozenset((await connection.scalars(of_commitment)).all())


async def with_keys(connection: AsyncConnection, plan: str, keys: list[Place]) -> list[Goal]:
    """The goals of a plan that bear these numbers, in their order, with the reports that hold now."""
    if not keys:
        return []
    rows = await connection.execute(_OF_PLAN.where(tuple_(_g.commitment, _g.number).in_(keys)), {"plan": plan})
    parts = await connection.execute(_PARTS_OF_PLAN.where(tuple_(_s.commitment, _s.goal).in_(keys)), {"plan": plan})
    reports = await connection.execute(_NEWEST_OF_PLAN.where(tuple_(_r.commitment, _r.goal).in_(keys)), {"plan": plan})
    return _goals(rows.all(), parts.all(), reports.all())


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


async def page_of_reports(connection: AsyncConnection, key: GoalKey, *, after: int, limit: int) -> list[Report]:
    """At most `limit` reports on a goal as they were stated, behind the n-th."""
    of = {**key.model_dump(), "after": after, "limit": limit}
    return [_report(row) for row in await connection.execute(_REPORTS_PAGE, of)]


async def find_report(connection: AsyncConnection, key: GoalKey, n: int) -> Report | None:
    """The n-th report on a goal."""
    found = await page_of_reports(connection, key, after=n - 1, limit=1)
    return found[0] if found and found[0].n == n else None


async def save(tx: Transaction, after: Goal, before: Goal | None) -> None:
    """Write a goal whose row this transaction holds, or a new one; reports are only ever added."""
    await save_all(tx, [(after, before)])


async def save_all(tx: Transaction, changed: Sequence[tuple[Goal, Goal | None]]) -> None:
    """The same for many, each with what it was before."""
    if not changed:
        return
    await tx.connection.execute(_WRITE, [_row(after) for after, _ in changed])
    parted = [(after, before) for after, before in changed if before is None or before.subgoals != after.subgoals]
    if gone := [after.key.model_dump() for after, before in parted if before is not None]:
        await tx.connection.execute(_FORGET_PARTS, gone)
    if parts := [_subgoal_row(after.key, part) for after, _ in parted for part in after.subgoals]:
        await tx.connection.execute(insert(subgoals), parts)
    if added := [_report_row(after.key, report) for after, before in changed for report in _new(after, before)]:
        await tx.connection.execute(insert(progress_reports), added)


def _row(goal: Goal) -> dict[str, Any]:
    return {
        "plan": goal.key.plan,
        "commitment": goal.key.commitment,
        "number": goal.key.goal,
        "title": goal.title,
        "starts_on": str(goal.starts_on),
        "ends_on": str(goal.ends_on),
        "template_starts_on": _text(goal.template_starts_on),
        "template_ends_on": _text(goal.template_ends_on),
        "depends_on": [other.model_dump() for other in goal.depends_on],
        "folded": folded(goal.searched()),
        "said": goal.said,
        "version": goal.version,
    }


def _new(after: Goal, before: Goal | None) -> tuple[Report, ...]:
    known = 0 if before is None else before.said
    return after.reports[len(after.reports) - (after.said - known) :]


async def _one(connection: AsyncConnection, query: Select[Any], key: GoalKey, of_reports: Select[Any]) -> Goal:
    of = key.model_dump()
    rows = (await connection.execute(query, of)).all()
    if not rows:
        raise GoalNotFound(**of)
    parts = (await connection.execute(_PARTS_OF_ONE, of)).all()
    reports = (await connection.execute(of_reports, of)).all()
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


def _report_row(key: GoalKey, report: Report) -> dict[str, Any]:
    return {
        "plan": key.plan,
        "commitment": key.commitment,
        "goal": key.goal,
        "n": report.n,
        "subgoal": report.subgoal,
        "level": report.level.value,
        "effective_on": report.effective_on,
        "effective_at": report.effective_at,
        "stated_at": report.stated_at,
        "stated_by": report.stated_by,
        "institution": report.institution,
        "narrative": report.account.narrative,
        "next_steps": report.account.next_steps,
        "challenges": report.account.challenges,
        "reason": report.account.reason,
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
        institution=row.institution,
        account=Account(
            narrative=row.narrative, next_steps=row.next_steps, challenges=row.challenges, reason=row.reason
        ),
        n=row.n,
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
        depends_on=tuple(GoalPart.model_validate(goal) for goal in row.depends_on),
        reports=tuple(reports[key]),
        said=row.said,
        version=row.version,
    )
