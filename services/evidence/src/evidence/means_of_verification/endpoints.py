"""Means of verification over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from constancia_events.keys import GoalKey, PlanId
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.reads import Reads
from evidence.deps import Citer, EvidenceId, OpenTransaction, PointOfContact
from evidence.means_of_verification import queries, store
from evidence.means_of_verification.commands.cite_as_lead import CiteAsLead, cite_as_lead
from evidence.means_of_verification.commands.describe_citation import DescribeCitation, describe_citation
from evidence.means_of_verification.commands.review_citation import ReviewCitation, review_citation
from evidence.means_of_verification.commands.withdraw_as_lead import WithdrawAsLead, withdraw_as_lead
from evidence.means_of_verification.schemas import (
    CitationIn,
    CitationPatch,
    CitedEvidence,
    EvidenceOut,
    ListedEvidence,
    ReadingOut,
    ReviewIn,
)

router = APIRouter(prefix="/v1", tags=["evidence"])


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


@router.post(
    "/plans/{plan}/commitments/{commitment}/goals/{goal}/evidence",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422),
)
async def create_citation(
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    actor: Citer,
    body: CitationIn,
    transaction: OpenTransaction,
    response: Response,
) -> EvidenceOut:
    """A lead institution cites an address, or an uploaded file, as proof; an address is kept exactly as it is given.

    `reading` of the answer warns of what is odd about an address and proposes what was probably meant.

    Where the plan enforces evidence, the registry takes `complete` as soon as it has heard of this, within moments.
    """
    command = CiteAsLead(
        url=body.url if body.url is not None else f"urn:sha256:{body.file}",
        goal=GoalKey.of(plan, commitment, goal),
        subgoal=body.subgoal,
        kind=body.kind,
        description=body.description,
        file=body.file,
        institution=actor.institution,
    )
    async with transaction(actor=actor.client_id) as tx:
        cited = await cite_as_lead(tx, command)
    response.headers["ETag"] = etag(cited.version)
    response.headers["Location"] = f"/v1/evidence/{cited.id}"
    return EvidenceOut.of(cited)


@router.delete(
    "/plans/{plan}/commitments/{commitment}/goals/{goal}/evidence/{evidence}",
    status_code=204,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def delete_citation(
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    evidence: EvidenceId,
    actor: Citer,
    expected: IfMatch,
    transaction: OpenTransaction,
    *,
    subgoal: Annotated[int | None, Query(ge=1, le=9_999, description="The subgoal that cites it, if one does.")] = None,
) -> None:
    """A lead institution cites an address no longer; that it did stays on record. Send its ETag as If-Match."""
    command = WithdrawAsLead(
        evidence=evidence,
        goal=GoalKey.of(plan, commitment, goal),
        subgoal=subgoal,
        institution=actor.institution,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        await withdraw_as_lead(tx, command)


@router.patch(
    "/plans/{plan}/commitments/{commitment}/goals/{goal}/evidence/{evidence}",
    responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428),
)
async def update_citation(
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    evidence: EvidenceId,
    actor: Citer,
    expected: IfMatch,
    body: CitationPatch,
    transaction: OpenTransaction,
    response: Response,
    *,
    subgoal: Annotated[int | None, Query(ge=1, le=9_999, description="The subgoal that cites it, if one does.")] = None,
) -> EvidenceOut:
    """A lead institution describes better what it cites. Send its ETag as If-Match."""
    command = DescribeCitation(
        evidence=evidence,
        goal=GoalKey.of(plan, commitment, goal),
        subgoal=subgoal,
        changes={name: getattr(body, name) for name in body.model_fields_set},
        institution=actor.institution,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        described = await describe_citation(tx, command)
    response.headers["ETag"] = etag(described.version)
    return EvidenceOut.of(described)


@router.put(
    "/plans/{plan}/commitments/{commitment}/goals/{goal}/evidence/{evidence}/review",
    responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428),
)
async def put_citation_review(
    plan: PlanId,
    commitment: PathNumber,
    goal: PathNumber,
    evidence: EvidenceId,
    actor: PointOfContact,
    expected: IfMatch,
    body: ReviewIn,
    transaction: OpenTransaction,
    response: Response,
    *,
    subgoal: Annotated[int | None, Query(ge=1, le=9_999, description="The subgoal that cites it, if one does.")] = None,
) -> EvidenceOut:
    """The point of contact accepts a citation as proof, or refuses it with a reason. Send its ETag as If-Match."""
    command = ReviewCitation(
        evidence=evidence,
        goal=GoalKey.of(plan, commitment, goal),
        subgoal=subgoal,
        accepted=body.accepted,
        reason=body.reason,
        expected=expected,
    )
    async with transaction(actor=actor.client_id) as tx:
        reviewed = await review_citation(tx, command)
    response.headers["ETag"] = etag(reviewed.version)
    return EvidenceOut.of(reviewed)


@router.get("/evidence/readings", responses=problems(422))
async def read_address(
    url: Annotated[str, Query(max_length=8_000, description="An address as it is printed.", examples=["www.a.gob.gt"])],
) -> ReadingOut:
    """What would be made of an address, before it is cited: its normal form, what is wrong with it, a proposal."""
    reading = ReadingOut.of(f" {url}" if url.startswith("urn:sha256:") else url)
    assert reading is not None  # noqa: S101 - only files have none
    return reading


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
