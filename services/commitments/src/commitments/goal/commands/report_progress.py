"""A lead institution reports how far a goal has come."""

from dataclasses import dataclass
from datetime import date

import commitments.commitment.store as commitment_store
from commitments.goal import store
from commitments.goal.aggregate import Goal
from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import Level
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress:
    """`reported_on` is a day of the plan's time zone, today when None; `institution` the one that speaks."""

    goal: GoalKey
    level: Level
    subgoal: int | None
    reported_on: date | None
    institution: str | None
    expected: Expectation


async def report_progress(tx: Transaction, command: ReportProgress) -> Goal:
    """Add the report and say so.

    Raises CommitmentNotFound, GoalNotFound, NotTheLead, PlanNotInImplementation, ReportedInFuture, SubgoalNotFound, or
    STALE.
    """
    leads, zone, plan_state = await commitment_store.responsible(tx.connection, command.goal.parent)
    before = await store.hold(tx, command.goal, command.expected)
    after, event = before.report_progress(
        command.level,
        by=tx.actor,
        leads=leads,
        plan_state=plan_state,
        institution=command.institution,
        subgoal=command.subgoal,
        reported_on=command.reported_on,
        zone=zone,
        now=tx.now,
    )
    await store.save(tx, after, before)
    tx.record(event, stream=after.key.stream, version=after.version)
    return after
