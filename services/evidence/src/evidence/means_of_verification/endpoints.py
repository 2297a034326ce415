"""Means of verification over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from constancia_events.keys import GoalKey, PlanId
from constancia_web.conditional import UNCHANGED, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads
from evidence.means_of_verification import queries, store
from evidence.means_of_verification.schemas import CitedEvidence, EvidenceOut, ListedEvidence

router = APIRouter(prefix="/v1", tags=["evidence"])

EvidenceId = Annotated[str, Path(pattern=r"^ev-[0-9a-f]{32}$", examples=["ev-0123456789abcdef0123456789abcdef"])]


@router.get("/plans/{plan}/commitments/{commitment}/goals/{goal}/evidence", responses=problems(422))
async def list_goal_evidence(
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    connection: Reads,
    paging: Paging,
) -> Page[CitedEvidence]:
    """What a goal and its subgoals cite now, in the order of the plan file.

    Empty for a goal that cites nothing, and for one that does not exist: only the registry knows which goals there are.
    """
    found = await queries.page_of_goal(
        connection, GoalKey.of(plan, commitment, goal), after=paging.after(-1, "", 0), limit=paging.fetch
    )
    return paging.page(found, CitedEvidence.of, lambda one: (one.order, one.id, one.n))


@router.get("/evidence", responses=problems(422))
async def list_evidence(connection: Reads, paging: Paging) -> Page[ListedEvidence]:
    """Every address that was ever cited, each once, by id."""
    [after] = paging.after("")
    found = await queries.page(connection, after=after, limit=paging.fetch)
    return paging.page(found, ListedEvidence.of, lambda one: (one.id,))


@router.get("/evidence/{evidence}", responses=problems(404, 422) | UNCHANGED)
async def get_evidence(evidence: EvidenceId, response: Response, connection: Reads) -> EvidenceOut:
    """One address with every use ever made of it, those withdrawn too."""
    found = await store.load(connection, evidence)
    response.headers["ETag"] = etag(found.version)
    return EvidenceOut.of(found)
