"""Verdicts over HTTP: what they are, what they rest on, and how to doubt them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from constancia_events.checks import EvidenceVerdict
from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED, etag
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from evidence.checking.state import known_state
from evidence.deps import Citer, EvidenceId, Now, OpenTransaction, PointOfContact
from evidence.verdict import digest, queries, store
from evidence.verdict.commands.ask_recheck import AskRecheck, ask_recheck
from evidence.verdict.commands.dispute_verdict import DisputeVerdict, SettleDispute, dispute_verdict, settle_dispute
from evidence.verdict.digest import DigestOut
from evidence.verdict.errors import NotItsLead
from evidence.verdict.rules import DEFAULT
from evidence.verdict.schemas import (
    CheckerOut,
    DisputeIn,
    DisputeOut,
    PlanVerdict,
    RecheckOut,
    SettlementIn,
    VerdictOut,
)

router = APIRouter(prefix="/v1", tags=["verdicts"])

Acronym = Annotated[
    str, Path(min_length=1, max_length=40, description="An institution's acronym.", examples=["MINFIN"])
]


@router.get("/evidence/checker", responses=problems())
async def get_checker(connection: Reads, clock: Now) -> CheckerOut:
    """How the checker is. While it has no way out, or its canaries fail, no verdict changes."""
    return CheckerOut.of(await known_state(connection, clock.now()))


@router.get("/evidence/{evidence}/verdict", responses=problems(404, 422) | UNCHANGED)
async def get_verdict(evidence: EvidenceId, connection: Reads, response: Response) -> VerdictOut:
    """What the record says of an address, since when, what that rests on, and the rules with all their figures."""
    standing, due_at = await queries.standing(connection, evidence)
    response.headers["ETag"] = etag(f"{standing.version}-{standing.checked_at:%s}" if standing.checked_at else 0)
    return VerdictOut.of(standing, due_at, DEFAULT)


@router.post("/evidence/{evidence}/checks", status_code=202, responses=problems(401, 403, 404, 409, 422))
async def create_recheck(evidence: EvidenceId, actor: Citer, transaction: OpenTransaction) -> RecheckOut:
    """An institution that cites an address has it checked out of turn; once in a quarter of an hour at most."""
    command = AskRecheck(evidence=evidence, institution=actor.institution)
    async with transaction(actor=actor.client_id) as tx:
        asked_at = await ask_recheck(tx, command)
    return RecheckOut(evidence=evidence, asked_at=asked_at)


@router.get("/evidence/{evidence}/disputes", responses=problems(404, 422))
async def list_disputes(evidence: EvidenceId, connection: Reads, paging: Paging) -> Page[DisputeOut]:
    """Every dispute about a verdict on an address, oldest first."""
    await store.load(connection, evidence)
    [after] = paging.after(0)
    found = await queries.disputes_of(connection, evidence, after=after, limit=paging.fetch)
    return paging.page(found, DisputeOut.of, lambda row: (row.number,))


@router.post(
    "/evidence/{evidence}/disputes", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422)
)
async def create_dispute(
    evidence: EvidenceId, body: DisputeIn, actor: Citer, transaction: OpenTransaction, response: Response
) -> DisputeOut:
    """An institution that cites an address says that its verdict is wrong, and why; it is checked again at once."""
    if actor.institution is None:
        raise NotItsLead(leads="")
    command = DisputeVerdict(evidence=evidence, institution=actor.institution, reason=body.reason)
    async with transaction(actor=actor.client_id) as tx:
        row = await dispute_verdict(tx, command)
    response.headers["Location"] = f"/v1/evidence/{evidence}/disputes"
    return DisputeOut.of(row)


@router.post(
    "/evidence/{evidence}/disputes/{number}/settlement",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422),
)
async def create_settlement(
    evidence: EvidenceId,
    number: Annotated[int, Path(ge=1, le=9_999)],
    body: SettlementIn,
    actor: PointOfContact,
    transaction: OpenTransaction,
) -> DisputeOut:
    """The point of contact settles a dispute, with a reason."""
    command = SettleDispute(evidence=evidence, number=number, upheld=body.upheld, reason=body.reason)
    async with transaction(actor=actor.client_id) as tx:
        return DisputeOut.of(await settle_dispute(tx, command))


@router.get("/plans/{plan}/evidence/verdicts", responses=problems(422))
async def list_plan_verdicts(
    plan: PlanId,
    connection: Reads,
    paging: Paging,
    verdict: Annotated[EvidenceVerdict | None, Query(description="Only those.")] = None,
    institution: Annotated[str | None, Query(max_length=40, description="Only what its commitments cite.")] = None,
) -> Page[PlanVerdict]:
    """Every address that a plan cites now, with its verdict, by id. Uploaded files are not visited."""
    [after] = paging.after("")
    found = await queries.page_of_plan(
        connection, plan, institution=institution, verdict=verdict, after=after, limit=paging.fetch
    )
    return paging.page(found, PlanVerdict.of, lambda one: (one.standing.evidence,))


@router.get("/plans/{plan}/institutions/{institution}/evidence-digest", responses=problems(422))
async def get_evidence_digest(plan: PlanId, institution: Acronym, connection: Reads, clock: Now) -> DigestOut:
    """What an institution should mend of what its commitments cite: each with its sentence, remedy and goals."""
    return await digest.digest_of(connection, plan, institution, clock.now())
