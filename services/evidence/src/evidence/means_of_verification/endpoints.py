"""Means of verification over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from constancia_events.keys import GoalKey, PlanId
from constancia_web.conditional import etag
from constancia_web.pages import Cursor, Limit, Page, cursor_after, link_next
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
    request: Request,
    response: Response,
    connection: Reads,
    cursor: Cursor,
    limit: Limit,
) -> Page[CitedEvidence]:
    """What a goal and its subgoals cite now, in the order of the plan file.

    Empty for a goal that cites nothing, and for one that does not exist: only the registry knows which goals there are.
    """
    after = cursor.of(int, str, int) if cursor else (-1, "", 0)
    key = GoalKey.of(plan, commitment, goal)
    found = await queries.page_of_goal(connection, key, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    next_cursor = cursor_after(request, last.order, last.id, last.n) if last else None
    if link := link_next(request, next_cursor):
        response.headers["Link"] = link
    return Page(items=[CitedEvidence.of(one) for one in found[:limit]], next_cursor=next_cursor)


@router.get("/evidence", responses=problems(422))
async def list_evidence(
    request: Request, response: Response, connection: Reads, cursor: Cursor, limit: Limit
) -> Page[ListedEvidence]:
    """Every address that was ever cited, each once, by id."""
    [after] = cursor.of(str) if cursor else [""]
    found = await queries.page(connection, after=after, limit=limit + 1)
    next_cursor = cursor_after(request, found[limit - 1].id) if len(found) > limit else None
    if link := link_next(request, next_cursor):
        response.headers["Link"] = link
    return Page(items=[ListedEvidence.of(one) for one in found[:limit]], next_cursor=next_cursor)


@router.get("/evidence/{evidence}", responses=problems(404, 422))
async def get_evidence(evidence: EvidenceId, response: Response, connection: Reads) -> EvidenceOut:
    """One address with every use ever made of it, those withdrawn too."""
    found = await store.load(connection, evidence)
    response.headers["ETag"] = etag(found.version)
    return EvidenceOut.of(found)
