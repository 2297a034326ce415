"""Goals and the progress reported on them, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

import commitments.commitment.store as commitment_store
from commitments.deps import OpenTransaction, Reporter
from commitments.goal import store
from commitments.goal.commands.report_progress import ReportProgress, report_progress
from commitments.goal.schemas import GoalOut, ProgressReport, ProgressReportIn
from constancia_events.keys import CommitmentKey, GoalKey, PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}/commitments/{commitment}/goals", tags=["goals"])


async def _goal_key(plan: PlanId, commitment: PathNumber, goal: PathNumber) -> GoalKey:
    return GoalKey.of(plan, commitment, goal)


GoalPath = Annotated[GoalKey, Depends(_goal_key)]


@router.get("", responses=problems(404, 422))
async def list_goals(
    plan: PlanId,
    commitment: PathNumber,
    connection: Reads,
    paging: Paging,
) -> Page[GoalOut]:
    """The goals of a commitment, by number."""
    await commitment_store.load(connection, CommitmentKey(plan=plan, commitment=commitment))
    [after] = paging.after(0)
    found = await store.page(connection, plan, commitment, after=after, limit=paging.fetch)
    return paging.page(found, GoalOut.of, lambda goal: (goal.key.goal,))


@router.get("/{goal}", responses=problems(404, 422) | UNCHANGED)
async def get_goal(goal: GoalPath, response: Response, connection: Reads) -> GoalOut:
    """One goal as it stands, with the ETag that a report on it must show."""
    found = await store.load(connection, goal)
    response.headers["ETag"] = etag(found.version)
    return GoalOut.of(found)


@router.get("/{goal}/reports", responses=problems(404, 422))
async def list_progress_reports(goal: GoalPath, connection: Reads, paging: Paging) -> Page[ProgressReport]:
    """Every report on a goal and its subgoals, in the order in which they were stated."""
    await store.load(connection, goal)
    [after] = paging.after(0)
    found = await store.page_of_reports(connection, goal, after=after, limit=paging.fetch)
    return paging.page(found, ProgressReport.of, lambda report: (report.n,))


@router.post("/{goal}/reports", status_code=201, responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428))
async def create_progress_report(
    goal: GoalPath,
    actor: Reporter,
    expected: IfMatch,
    body: ProgressReportIn,
    transaction: OpenTransaction,
    response: Response,
) -> GoalOut:
    """A lead institution states how far a goal has come. Send the goal's ETag as If-Match.

    A level falls only with a reason. Where the plan enforces evidence, `complete` needs a means of verification first.
    """
    command = ReportProgress(
        goal=goal,
        level=body.level,
        subgoal=body.subgoal,
        reported_on=body.reported_on,
        institution=actor.institution,
        account=body.account,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        reported = await report_progress(tx, command)
    response.headers["ETag"] = etag(reported.version)
    return GoalOut.of(reported)
