"""Goals and the progress reported on them, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

import commitments.commitment.store as commitment_store
import commitments.plan.store as plan_store
from commitments.deps import Now, OpenTransaction, PointOfContact, Reporter
from commitments.filtering import Filtered
from commitments.goal import queries, store
from commitments.goal.commands.amend_goal import AmendGoal, amend_goal
from commitments.goal.commands.enter_goal import EnterGoal, enter_goal
from commitments.goal.commands.report_progress import ReportProgress, report_progress
from commitments.goal.schemas import GoalIn, GoalOut, GoalPatch, ProgressReport, ProgressReportIn
from constancia_events.keys import CommitmentKey, GoalKey, PlanId
from constancia_events.vocabulary import Level, Timing
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

router = APIRouter(prefix="/v1/plans/{plan}/commitments/{commitment}/goals", tags=["goals"])
of_plan = APIRouter(prefix="/v1/plans/{plan}/goals", tags=["goals"])


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


@of_plan.get("", responses=problems(404, 422))
async def list_plan_goals(
    plan: PlanId,
    connection: Reads,
    paging: Paging,
    wanted: Filtered,
    clock: Now,
    level: Annotated[Level | None, Query(description="Only of this level; not_started if never reported.")] = None,
    timing: Annotated[Timing | None, Query(description="Only those that stand so today, in the plan's zone.")] = None,
) -> Page[GoalOut]:
    """The goals of all commitments of a plan, by commitment and number; those that are asked for."""
    known = await plan_store.load(connection, plan)
    await wanted.check(connection, known)
    after = paging.after(0, 0)
    day = clock.now().astimezone(known.zone).date()
    found = await queries.page(
        connection, plan, wanted, level, timing, day=day, after=(after[0], after[1]), limit=paging.fetch
    )
    return paging.page(found, GoalOut.of, lambda goal: (goal.key.commitment, goal.key.goal))


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_goal(
    plan: PlanId,
    commitment: PathNumber,
    body: GoalIn,
    actor: PointOfContact,
    transaction: OpenTransaction,
    response: Response,
) -> GoalOut:
    """Enter a goal; once the plan is adopted that is an amendment, and needs a `reason`."""
    command = EnterGoal(goal=body.goal(plan, commitment), reason=body.reason, institution=actor.institution)
    async with transaction(actor=actor.client_id) as tx:
        entered = await enter_goal(tx, command)
    response.headers["ETag"] = etag(entered.version)
    response.headers["Location"] = f"/v1/plans/{plan}/commitments/{commitment}/goals/{entered.key.goal}"
    return GoalOut.of(entered)


@router.patch("/{goal}", responses=problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428))
async def update_goal(
    goal: GoalPath,
    body: GoalPatch,
    actor: PointOfContact,
    expected: IfMatch,
    transaction: OpenTransaction,
    response: Response,
) -> GoalOut:
    """Change the members that are sent. Once the plan is adopted that is an amendment, and needs a `reason`."""
    command = AmendGoal(
        goal=goal, changes=body.changes(), reason=body.reason, institution=actor.institution, expected=expected
    )
    async with transaction(actor=actor.client_id) as tx:
        amended = await amend_goal(tx, command)
    response.headers["ETag"] = etag(amended.version)
    return GoalOut.of(amended)


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
