"""Rows of plans, themes and the steps of a plan's life to the aggregate and back."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.plan.aggregate import Plan, Readiness, Theme
from commitments.plan.errors import PlanNotFound
from commitments.plan.life import Transition
from commitments.plan.tables import plan_transitions, plans, themes
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import EvidenceGate, PlanState, RollUpPolicy, Vocabulary
from constancia_runtime.versions import Expectation

_READINESS = text(
    "select number,"
    " exists (select from commitment_leads l where l.plan = c.plan and l.commitment = c.number) as has_lead,"
    " exists (select from goals g where g.plan = c.plan and g.commitment = c.number) as has_goal"
    " from commitments c where plan = :plan"
)
_IN_CHAPTERS = text(
    "select number, theme from commitments where plan = :plan and theme = any(:chapters) order by number"
)
_NEW_ONE = text("select pg_advisory_xact_lock(hashtext(:key))")


async def find(connection: AsyncConnection, plan: str) -> Plan | None:
    """The plan of this id, or None; held by nobody."""
    return (await _select(connection, select(plans).where(plans.c.id == plan))).get(plan)


async def load(connection: AsyncConnection, plan: str) -> Plan:
    """The plan of this id. Raises PlanNotFound."""
    found = await find(connection, plan)
    if found is None:
        raise PlanNotFound(plan=plan)
    return found


async def hold(tx: Transaction, plan: str, expected: Expectation | None = None) -> Plan:
    """The same, its row held until the transaction ends: one writer at a time changes what belongs to this plan.

    Raises PlanNotFound, or what `expected` raises when the writer saw another version.
    """
    found = (await hold_all(tx, {plan})).get(plan)
    if found is None:
        raise PlanNotFound(plan=plan)
    if expected is not None:
        expected.check(found.version)
    return found


async def hold_all(tx: Transaction, ids: set[str]) -> dict[str, Plan]:
    """Those of some plans that are on record, all held in one order, so that two writers never wait for each other.

    `for no key update`: whoever enters a row that refers to a plan does not wait for who holds it.
    """
    query = select(plans).where(plans.c.id.in_(sorted(ids))).order_by(plans.c.id)
    return await _select(tx.connection, query.with_for_update(key_share=True))


async def reserve(tx: Transaction, plan: str) -> None:
    """Let nobody else enter a plan of this id until the transaction ends; comes before any row is held."""
    await tx.connection.execute(_NEW_ONE, {"key": f"plan/{plan}"})


async def since(connection: AsyncConnection, plan: str) -> date | None:
    """The day from which the present state of a plan counts."""
    last = select(plan_transitions.c.effective_on).where(plan_transitions.c.plan == plan)
    day: date | None = await connection.scalar(last.order_by(plan_transitions.c.n.desc()).limit(1))
    return day


async def readiness(connection: AsyncConnection, plan: str) -> dict[int, Readiness]:
    """Which commitments of a plan have what they need for it to be adopted, by number."""
    rows = await connection.execute(_READINESS, {"plan": plan})
    return {row.number: Readiness(has_lead=row.has_lead, has_goal=row.has_goal) for row in rows}


async def commitments_in(connection: AsyncConnection, plan: str, chapters: set[int]) -> list[tuple[int, int]]:
    """The commitments of a plan that stand in some chapters, each with its chapter."""
    rows = await connection.execute(_IN_CHAPTERS, {"plan": plan, "chapters": sorted(chapters)})
    return [(row.number, row.theme) for row in rows]


async def add_transition(tx: Transaction, plan: str, step: Transition, *, institution: str | None) -> None:
    """Write a step of the life of a plan whose row this transaction holds; it is never changed."""
    known = select(func.count()).select_from(plan_transitions).where(plan_transitions.c.plan == plan)
    values = {
        "plan": plan,
        "n": int(await tx.connection.scalar(known) or 0) + 1,
        "state": step.state.value,
        "before": None if step.before is None else step.before.value,
        "reason": step.reason,
        "effective_on": step.effective_on,
        "effective_at": step.effective_at,
        "stated_at": tx.now,
        "stated_by": tx.actor,
        "institution": institution,
    }
    await tx.connection.execute(insert(plan_transitions).values(values))


async def save(tx: Transaction, plan: Plan) -> None:
    """Write a plan whose row this transaction holds, or a new one."""
    values: dict[str, Any] = {
        "country": plan.country,
        "ordinal": plan.ordinal,
        "title": plan.title,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "adopted_on": plan.adopted_on,
        "languages": list(plan.languages),
        "time_zone": plan.time_zone,
        "policy": plan.policy.value,
        "policy_version": plan.policy_version,
        "vocabulary": plan.vocabulary.value,
        "evidence_gate": plan.evidence_gate.value,
        "state": plan.state.value,
        "version": plan.version,
    }
    statement = upsert(plans).values(id=plan.id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    await tx.connection.execute(delete(themes).where(themes.c.plan == plan.id))
    rows = [{"plan": plan.id, "number": t.number, "slug": t.slug, "title": t.title} for t in plan.themes]
    if rows:
        await tx.connection.execute(insert(themes), rows)


async def _select(connection: AsyncConnection, query: Select[Any]) -> dict[str, Plan]:
    rows = (await connection.execute(query)).all()
    if not rows:
        return {}
    of_those = select(themes).where(themes.c.plan.in_([row.id for row in rows])).order_by(themes.c.number)
    chapters: dict[str, list[Any]] = defaultdict(list)
    for chapter in await connection.execute(of_those):
        chapters[chapter.plan].append(chapter)
    return {row.id: of_rows(row, chapters[row.id]) for row in rows}


def of_rows(row: Any, chapters: Any) -> Plan:
    """The aggregate of a row of `plans` and its rows of `themes`, in order."""
    return Plan(
        id=row.id,
        country=row.country,
        ordinal=row.ordinal,
        title=row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        adopted_on=row.adopted_on,
        languages=tuple(row.languages),
        time_zone=row.time_zone,
        policy=RollUpPolicy(row.policy),
        policy_version=row.policy_version,
        themes=tuple(Theme(number=t.number, slug=t.slug, title=t.title) for t in chapters),
        vocabulary=Vocabulary(row.vocabulary),
        evidence_gate=EvidenceGate(row.evidence_gate),
        state=PlanState(row.state),
        version=row.version,
    )
