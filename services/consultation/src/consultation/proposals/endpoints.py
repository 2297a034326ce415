"""Proposals over HTTP."""

from fastapi import APIRouter

from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.comments import store as comment_store
from consultation.deps import CommentId, ConsultationId, OpenTransaction, PointOfContact
from consultation.proposals import queries
from consultation.proposals.commands.decide_proposal import DecideProposal, decide_proposal
from consultation.proposals.errors import NoProposal
from consultation.proposals.schemas import ProposalOut, StepIn

router = APIRouter(prefix="/v1/consultations/{consultation}/proposals/{comment}", tags=["proposals"])


@router.get("", responses=problems(404, 422))
async def get_proposal(consultation: ConsultationId, comment: CommentId, connection: Reads) -> ProposalOut:
    """One proposal, with every step it went and why. The list of proposals is that of comments, by `step`."""
    found = await comment_store.load(connection, consultation, comment)
    if found.step is None:
        raise NoProposal(comment=comment)
    return ProposalOut.of(found, (await queries.steps_of(connection, [comment])).get(comment, []))


@router.post("/steps", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_proposal_step(
    consultation: ConsultationId,
    comment: CommentId,
    body: StepIn,
    actor: PointOfContact,
    transaction: OpenTransaction,
) -> ProposalOut:
    """Take a proposal a step on. What ends it (merged, adopted, declined) is its answer too."""
    criteria = None
    if body.criteria is not None:
        criteria = {one: (judged.met, judged.reason) for one, judged in body.criteria.items()}
    command = DecideProposal(
        consultation=consultation,
        comment=comment,
        step=body.step,
        reason=body.reason,
        criteria=criteria,
        into=body.into,
        commitment=body.commitment,
    )
    async with transaction(actor=actor.client_id) as tx:
        decided = await decide_proposal(tx, command)
        steps = (await queries.steps_of(tx.connection, [comment])).get(comment, [])
    return ProposalOut.of(decided, steps)
