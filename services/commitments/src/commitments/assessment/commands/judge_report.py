"""A member of a working group validates or disputes a report of a commitment that the group follows."""

from dataclasses import dataclass

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
from commitments.assessment import store
from commitments.assessment.aggregate import Assessment, group_of, refuse_own
from commitments.assessment.errors import ReportNotFound
from commitments.plan.errors import TextsRefused
from commitments.plan.languages import foreign_to
from commitments.plan.life import check_assessment
from commitments.working_group.queries import speaking_for
from constancia_bus.transaction import Transaction
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import AssessedLevel, AssessmentSource, Level, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeReport:
    """`report` is a number of the goal's reports; `working_group` the one that is spoken for, where there are several.

    `level` is the one that would be right, where the group gives one.
    """

    goal: GoalKey
    report: int
    verdict: Verdict
    level: Level | None
    reason: dict[str, str]
    working_group: int | None
    institution: str | None


async def judge_report(tx: Transaction, command: JudgeReport) -> Assessment:
    """Add the verdict and say so.

    Raises CommitmentNotFound, NothingToAssess, GoalNotFound, NotInTheGroup, NotThatGroup, GroupNeeded, ReportNotFound,
    OwnReport, TextsRefused.
    """
    key = command.goal
    frame = await commitment_store.responsible(tx.connection, key.parent)
    check_assessment(frame.plan_state)
    n = await store.next_number(tx, key.parent)
    await goal_store.load(tx.connection, key)
    today = tx.now.astimezone(frame.zone).date()
    following = await speaking_for(tx.connection, key.parent, today=today)
    group = group_of(key.commitment, following, institution=command.institution, asked=command.working_group)
    report = await goal_store.find_report(tx.connection, key, command.report)
    if report is None:
        raise ReportNotFound.at("/report", goal=key.goal, commitment=key.commitment, report=command.report)
    refuse_own(command.institution, report.institution, frame.leads)
    if faults := tuple(foreign_to(frame.languages, command.reason, at="/reason")):
        raise TextsRefused(faults=faults, count=len(faults))
    made = Assessment(
        commitment=key.parent,
        goal=key.goal,
        subgoal=report.subgoal,
        n=n,
        source=AssessmentSource.WORKING_GROUP,
        institution=command.institution,
        working_group=group,
        report=command.report,
        verdict=command.verdict,
        level=None if command.level is None else AssessedLevel(command.level.value),
        reason=command.reason,
        effective_on=today,
        effective_at=tx.now,
        stated_at=tx.now,
        stated_by=tx.actor,
    )
    await store.add(tx, made)
    tx.record(made.made(), stream=made.stream, version=made.n)
    return made
