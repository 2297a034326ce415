"""The point of contact, or a lead of its commitment, names a figure of the plan."""

from dataclasses import dataclass

from sqlalchemy import select

import commitments.plan.store as plan_store
from commitments.checks import unknown_commitment, unknown_goal
from commitments.commitment.tables import commitment_leads, commitments
from commitments.goal.tables import goals
from commitments.indicator import store
from commitments.indicator.aggregate import Indicator
from commitments.indicator.errors import (
    COMMITMENT_NEEDED,
    IndicatorExists,
    IndicatorRefused,
    NotTheirIndicator,
)
from constancia_bus.transaction import Transaction
from constancia_runtime.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks of an indicator: the point of contact, or the institution that an agency's token speaks for."""

    is_point_of_contact: bool
    institution: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineIndicator:
    """A figure of the plan, of a commitment, or of one of its goals."""

    plan: str
    key: str
    commitment: int | None
    goal: int | None
    label: dict[str, str]
    unit: dict[str, str]
    by: Speaker


async def define_indicator(tx: Transaction, command: DefineIndicator) -> Indicator:
    """Enter it. Raises PlanNotFound, NotTheirIndicator, IndicatorRefused, IndicatorExists."""
    await plan_store.hold(tx, command.plan)
    await _check(tx, command)
    await authorise(tx, command.plan, command.commitment, command.by)
    if await store.find(tx.connection, command.plan, command.key) is not None:
        raise IndicatorExists(plan=command.plan, key=command.key)
    indicator = Indicator(
        plan=command.plan,
        key=command.key,
        commitment=command.commitment,
        goal=command.goal,
        label=command.label,
        unit=command.unit,
    )
    if (defined := indicator.define(None)) is None:
        return indicator
    after, event = defined
    await store.save(tx, [(after, None)])
    tx.record(event, stream=after.stream, version=after.version)
    return after


async def authorise(tx: Transaction, plan: str, commitment: int | None, by: Speaker) -> None:
    """Let pass who may speak of an indicator of this commitment. Raises NotTheirIndicator."""
    if by.is_point_of_contact:
        return
    of = commitment_leads.c
    leads = await tx.connection.scalars(select(of.institution).where(of.plan == plan, of.commitment == commitment))
    if by.institution not in set(leads):
        raise NotTheirIndicator


async def _check(tx: Transaction, command: DefineIndicator) -> None:
    plan, commitment, goal = command.plan, command.commitment, command.goal
    if commitment is None:
        if goal is not None:
            fault = Fault(message=COMMITMENT_NEEDED, code="missing", pointer="/commitment")
            raise IndicatorRefused(faults=(fault,))
        return
    c, g = commitments.c, goals.c
    if await tx.connection.scalar(select(c.number).where(c.plan == plan, c.number == commitment)) is None:
        raise IndicatorRefused(faults=(unknown_commitment("/commitment", plan, commitment),))
    of_goal = select(g.number).where(g.plan == plan, g.commitment == commitment, g.number == goal)
    if goal is not None and await tx.connection.scalar(of_goal) is None:
        raise IndicatorRefused(faults=(unknown_goal("/goal", commitment, goal),))
