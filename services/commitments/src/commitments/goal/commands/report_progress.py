"""A lead institution reports how far a goal has come."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import commitments.commitment.store as commitment_store
import commitments.indicator.store as indicator_store
from commitments.goal import store
from commitments.goal.aggregate import Account, Goal
from commitments.goal.references import faults_of_references, keys_in
from commitments.plan.errors import TextsRefused
from commitments.plan.languages import foreign_to
from commitments.projections import cited_evidence
from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceGate, Level
from constancia_runtime.errors import Fault
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress:
    """`reported_on` is a day of the plan's time zone, today when None; `institution` the one that speaks."""

    goal: GoalKey
    level: Level
    subgoal: int | None
    reported_on: date | None
    institution: str | None
    account: Account
    expected: Expectation


async def report_progress(tx: Transaction, command: ReportProgress) -> Goal:
    """Add the report and say so.

    Raises CommitmentNotFound, GoalNotFound, NotTheLead, PlanNotInImplementation, ReportedInFuture, SubgoalNotFound,
    LevelFalls, EvidenceRequired, TextsRefused, or STALE.
    """
    frame = await commitment_store.responsible(tx.connection, command.goal.parent)
    before = await store.hold(tx, command.goal, command.expected, history=command.reported_on is not None)
    after, event = before.report_progress(
        command.level,
        by=tx.actor,
        leads=frame.leads,
        plan_state=frame.plan_state,
        institution=command.institution,
        subgoal=command.subgoal,
        reported_on=command.reported_on,
        zone=frame.zone,
        now=tx.now,
        account=command.account,
        proven=await _is_proven(tx, command, frame.evidence_gate),
    )
    used = keys_in(command.account.narrative)
    known = await indicator_store.known_keys(tx.connection, command.goal.plan) if used else ()
    if faults := tuple(_faults(command.account, frame.languages, known)):
        raise TextsRefused(faults=faults, count=len(faults))
    await store.save(tx, after, before)
    tx.record(event, stream=after.key.stream, version=after.version)
    return after


async def _is_proven(tx: Transaction, command: ReportProgress, gate: EvidenceGate) -> bool:
    """Whether the plan's evidence gate lets this level through."""
    if command.level is not Level.COMPLETE or gate is EvidenceGate.WARN:
        return True
    return await cited_evidence.is_cited(tx.connection, command.goal, command.subgoal)


def _faults(account: Account, languages: Collection[str], indicators: Collection[str]) -> Iterator[Fault]:
    yield from foreign_to(languages, account.narrative, at="/narrative")
    yield from foreign_to(languages, account.next_steps, at="/next_steps")
    yield from foreign_to(languages, account.challenges, at="/challenges")
    yield from foreign_to(languages, account.reason, at="/reason")
    yield from faults_of_references(account.narrative, indicators, at="/narrative")
