"""The log of changes and the texts of old, over HTTP: anybody may read what was promised before."""

from typing import Final

from fastapi import APIRouter

import commitments.commitment.store as commitment_store
import commitments.goal.store as goal_store
import commitments.plan.store as plan_store
from commitments.amendment import queries
from commitments.amendment.aggregate import ChangeKind
from commitments.amendment.schemas import ChangeOut, VersionOut
from constancia_events.keys import CommitmentKey, GoalKey, PlanId
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads

_NEWEST: Final = 2**31 - 1
router = APIRouter(prefix="/v1/plans/{plan}", tags=["changes"])


@router.get("/changes", responses=problems(404, 422))
async def list_changes(plan: PlanId, connection: Reads, paging: Paging) -> Page[ChangeOut]:
    """What was changed of a plan since it was entered, newest first: every amendment with its reason."""
    await plan_store.load(connection, plan)
    [before] = paging.after(_NEWEST)
    found = await queries.log(connection, plan, before=before, limit=paging.fetch)
    return paging.page(found, ChangeOut.of, lambda change: (change.n,))


@router.get("/commitments/{commitment}/versions", responses=problems(404, 422))
async def list_commitment_versions(
    plan: PlanId, commitment: PathNumber, connection: Reads, paging: Paging
) -> Page[VersionOut]:
    """Every text that a commitment has had, oldest first, whole."""
    await commitment_store.load(connection, CommitmentKey(plan=plan, commitment=commitment))
    [after] = paging.after(0)
    found = await queries.versions(
        connection, ChangeKind.COMMITMENT, plan, commitment, None, after=after, limit=paging.fetch
    )
    return paging.page(found, VersionOut.of, lambda change: (change.n,))


@router.get("/commitments/{commitment}/goals/{goal}/versions", responses=problems(404, 422))
async def list_goal_versions(
    plan: PlanId, commitment: PathNumber, goal: PathNumber, connection: Reads, paging: Paging
) -> Page[VersionOut]:
    """Every text that a goal has had, oldest first, whole."""
    await goal_store.load(connection, GoalKey.of(plan, commitment, goal))
    [after] = paging.after(0)
    found = await queries.versions(connection, ChangeKind.GOAL, plan, commitment, goal, after=after, limit=paging.fetch)
    return paging.page(found, VersionOut.of, lambda change: (change.n,))
