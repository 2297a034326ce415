"""Assessments of goals and commitments over HTTP.

Two addresses take them, by who speaks: a working group judges a report, the IRM gives a level. One address whose body
and scope decide would be a union in every generated client.
"""

from fastapi import APIRouter

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
from commitments.assessment import store
from commitments.assessment.commands.assess_by_irm import AssessByIrm, assess_by_irm
from commitments.assessment.commands.judge_report import JudgeReport, judge_report
from commitments.assessment.schemas import (
    AssessmentOut,
    AssessmentPage,
    IrmCommitmentAssessmentIn,
    IrmGoalAssessmentIn,
    SelfSide,
    Sides,
    VerdictIn,
)
from commitments.deps import Irm, OpenTransaction, WorkingGroupMember
from constancia_events.keys import CommitmentKey, GoalKey, PlanId
from constancia_web.pages import Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Snapshot

router = APIRouter(prefix="/v1/plans/{plan}/commitments/{commitment}", tags=["assessments"])


@router.get("/assessments", responses=problems(404, 422))
async def list_commitment_assessments(
    plan: PlanId, commitment: PathNumber, connection: Snapshot, paging: Paging
) -> AssessmentPage:
    """Every assessment of a commitment and its goals, and the three sources side by side as of now."""
    key = CommitmentKey(plan=plan, commitment=commitment)
    declared = (await commitment_store.load(connection, key)).declared
    every = await store.every(connection, key, None)
    [after] = paging.after(0)
    found = await store.page(connection, key, None, after=after, limit=paging.fetch)
    page = paging.page(found, AssessmentOut.of, lambda one: (one.n,))
    sides = Sides.of(SelfSide.of_declaration(declared), every, goal=None)
    return AssessmentPage(items=list(page.items), next_cursor=page.next_cursor, sides=sides)


@router.get("/goals/{goal}/assessments", responses=problems(404, 422))
async def list_goal_assessments(
    plan: PlanId, commitment: PathNumber, goal: PathNumber, connection: Snapshot, paging: Paging
) -> AssessmentPage:
    """Every assessment of a goal and its subgoals, and the three sources side by side as of now."""
    key = GoalKey.of(plan, commitment, goal)
    report = (await goal_store.load(connection, key)).report_of(None)
    every = await store.every(connection, key.parent, goal)
    [after] = paging.after(0)
    found = await store.page(connection, key.parent, goal, after=after, limit=paging.fetch)
    page = paging.page(found, AssessmentOut.of, lambda one: (one.n,))
    sides = Sides.of(SelfSide.of_report(report), every, goal=goal)
    return AssessmentPage(items=list(page.items), next_cursor=page.next_cursor, sides=sides)


@router.post("/goals/{goal}/assessments", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_assessment(
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    actor: WorkingGroupMember,
    body: VerdictIn,
    transaction: OpenTransaction,
) -> AssessmentOut:
    """A member of a working group that follows the commitment validates or disputes a report, with a reason.

    Nobody judges a report of its own institution; one that came with a plan file is that of every lead.
    """
    command = JudgeReport(
        goal=GoalKey.of(plan, commitment, goal),
        report=body.report,
        verdict=body.verdict,
        level=body.level,
        reason=body.reason,
        working_group=body.working_group,
        institution=actor.institution,
    )
    async with transaction(actor=actor.client_id) as tx:
        made = await judge_report(tx, command)
    return AssessmentOut.of(made)


@router.post("/goals/{goal}/irm-assessments", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_irm_goal_assessment(
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    actor: Irm,
    body: IrmGoalAssessmentIn,
    transaction: OpenTransaction,
) -> AssessmentOut:
    """The IRM says how far a goal, or one of its subgoals, has come; of a plan that is closed, too."""
    command = AssessByIrm(
        commitment=CommitmentKey(plan=plan, commitment=commitment),
        goal=goal,
        subgoal=body.subgoal,
        level=body.level,
        reason=body.reason,
        assessed_on=body.assessed_on,
        institution=actor.institution,
    )
    async with transaction(actor=actor.client_id) as tx:
        made = await assess_by_irm(tx, command)
    return AssessmentOut.of(made)


@router.post("/irm-assessments", status_code=201, responses=problems(400, 401, 403, 404, 413, 415, 422))
async def create_irm_commitment_assessment(
    plan: PlanId,
    commitment: PathNumber,
    actor: Irm,
    body: IrmCommitmentAssessmentIn,
    transaction: OpenTransaction,
) -> AssessmentOut:
    """The IRM says how far a whole commitment has come; of a plan that is closed, too."""
    command = AssessByIrm(
        commitment=CommitmentKey(plan=plan, commitment=commitment),
        goal=None,
        subgoal=None,
        level=body.level,
        reason=body.reason,
        assessed_on=body.assessed_on,
        institution=actor.institution,
    )
    async with transaction(actor=actor.client_id) as tx:
        made = await assess_by_irm(tx, command)
    return AssessmentOut.of(made)
