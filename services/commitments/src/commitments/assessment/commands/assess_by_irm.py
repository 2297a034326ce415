"""The IRM says how far a goal or a whole commitment has come; of a plan that is closed, too."""

from dataclasses import dataclass
from datetime import date

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
from commitments.assessment import store
from commitments.assessment.aggregate import Assessment
from commitments.assessment.errors import AssessedInFuture
from commitments.goal.errors import SubgoalNotFound
from commitments.plan.errors import TextsRefused
from commitments.plan.languages import foreign_to
from commitments.plan.life import check_assessment
from constancia_bus.transaction import Transaction
from constancia_events.dates import start_of_day
from constancia_events.keys import CommitmentKey, GoalKey
from constancia_events.vocabulary import AssessedLevel, AssessmentSource


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessByIrm:
    """`goal` is null for the whole commitment; `assessed_on` is a day of the plan's time zone, today when None."""

    commitment: CommitmentKey
    goal: int | None
    subgoal: int | None
    level: AssessedLevel
    reason: dict[str, str] | None
    assessed_on: date | None
    institution: str | None


async def assess_by_irm(tx: Transaction, command: AssessByIrm) -> Assessment:
    """Add the assessment and say so.

    Raises CommitmentNotFound, NothingToAssess, GoalNotFound, SubgoalNotFound, AssessedInFuture, TextsRefused.
    """
    key = command.commitment
    frame = await commitment_store.responsible(tx.connection, key)
    check_assessment(frame.plan_state)
    n = await store.next_number(tx, key)
    if command.goal is not None:
        goal = await goal_store.load(tx.connection, GoalKey.of(key.plan, key.commitment, command.goal))
        if command.subgoal is not None and command.subgoal not in {part.number for part in goal.subgoals}:
            raise SubgoalNotFound.at("/subgoal", goal=command.goal, commitment=key.commitment, subgoal=command.subgoal)
    today = tx.now.astimezone(frame.zone).date()
    day = command.assessed_on or today
    if day > today:
        raise AssessedInFuture.at("/assessed_on", assessed_on=day, time_zone=frame.zone.key, today=today)
    if faults := tuple(foreign_to(frame.languages, command.reason, at="/reason")):
        raise TextsRefused(faults=faults, count=len(faults))
    made = Assessment(
        commitment=key,
        goal=command.goal,
        subgoal=command.subgoal,
        n=n,
        source=AssessmentSource.IRM,
        institution=command.institution,
        working_group=None,
        report=None,
        verdict=None,
        level=command.level,
        reason=command.reason,
        effective_on=day,
        effective_at=tx.now if day == today else start_of_day(day, frame.zone),
        stated_at=tx.now,
        stated_by=tx.actor,
    )
    await store.add(tx, made)
    tx.record(made.made(), stream=made.stream, version=made.n)
    return made
