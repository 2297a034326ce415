"""Comments over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

import consultation.consultations.store as consultation_store
from constancia_events.vocabulary import ProposalStep, Sector
from constancia_web.pages import After, CursorUnreadable, Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.comments import queries, store
from consultation.comments.commands.endorse_comment import endorse_comment
from consultation.comments.queries import Wanted
from consultation.comments.schemas import CodeIn, CommentIn, CommentOut, ReceiptOut
from consultation.comments.taking import Taking, take
from consultation.deps import CommentId, ConsultationId, Guarding, OpenTransaction, Signing
from consultation.moderation import store as moderation_store
from consultation.receipts.endpoints import KEYS_PATH, of_code, receipt_of

router = APIRouter(prefix="/v1/consultations", tags=["comments"])


async def _wanted(
    q: Annotated[
        str | None, Query(max_length=200, description="Words, in any form and without accents; Spanish stems.")
    ] = None,
    sector: Annotated[Sector | None, Query(description="Only of this sector.")] = None,
    theme: Annotated[int | None, Query(ge=1, le=9_999, description="Only about this theme.")] = None,
    commitment: Annotated[int | None, Query(ge=1, le=9_999, description="Only about this commitment.")] = None,
    answered: Annotated[bool | None, Query(description="Only those that have an answer, or have none.")] = None,
    step: Annotated[ProposalStep | None, Query(description="Only proposals that have come so far.")] = None,
) -> Wanted:
    return Wanted(
        q=None if q is None else q.replace("\x00", ""),
        sector=sector,
        theme=theme,
        commitment=commitment,
        answered=answered,
        step=step,
    )


Wanting = Annotated[Wanted, Depends(_wanted)]


@router.get("/proof-challenge")
async def get_proof_challenge(guard: Guarding, response: Response) -> dict[str, Any]:
    """A proof of work to solve (ALTCHA, version 2: PBKDF2), about a second on a phone; good for one comment."""
    response.headers["Cache-Control"] = "no-store"
    return guard.challenge()


@router.get("/{consultation}/comments", responses=problems(404, 422))
async def list_comments(
    consultation: ConsultationId,
    connection: Reads,
    paging: Paging,
    wanted: Wanting,
) -> Page[CommentOut]:
    """What was said in a consultation, oldest first; what is hidden leaves its place, what is held waits."""
    await consultation_store.load(connection, consultation)
    after = _after(paging.cursor) if paging.cursor else None
    found = await queries.page(connection, consultation, after=after, limit=paging.fetch, wanted=wanted)
    acts = await moderation_store.latest(connection, [one.id for one in found])
    return paging.page(
        found, lambda one: CommentOut.of(one, acts.get(one.id)), lambda one: (one.received_at.isoformat(), one.id)
    )


@router.post("/{consultation}/comments", status_code=201, responses=problems(400, 404, 409, 413, 415, 422))
async def create_comment(
    consultation: ConsultationId,
    body: CommentIn,
    request: Request,
    transaction: OpenTransaction,
    keys: Signing,
    response: Response,
) -> ReceiptOut:
    """Comment in an open consultation; no account is needed. Keep the receipt: nobody can give you another.

    With a solved challenge as `proof` it is public at once; without it, or with personal data in the text, it waits
    for a moderator. The same words sent again within a day from the same place are the same comment.
    """
    taking: Taking = request.app.state.taking
    submitted = await take(taking, request, transaction, consultation, body)
    comment = submitted.comment
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = f"/v1/consultations/{consultation}/comments/{comment.id}"
    return ReceiptOut(
        code=submitted.code,
        consultation=consultation,
        comment=comment.id,
        received_at=comment.received_at,
        text_sha256=comment.text_sha256,
        receipt=receipt_of(request, keys, comment, submitted.code),
        text=comment.words,
        visibility=comment.visibility,
        held_because=comment.rule,
        again=submitted.again,
        keys_url=f"{request.app.state.public_url}{KEYS_PATH}",
    )


@router.get("/{consultation}/comments/{comment}", responses=problems(404, 422))
async def get_comment(consultation: ConsultationId, comment: CommentId, connection: Reads) -> CommentOut:
    """One comment."""
    found = await store.load(connection, consultation, comment)
    acts = await moderation_store.latest(connection, [comment])
    return CommentOut.of(found, acts.get(comment))


@router.post(
    "/{consultation}/comments/{comment}/endorsements",
    status_code=201,
    responses=problems(400, 404, 409, 413, 415, 422),
)
async def create_endorsement(
    consultation: ConsultationId, comment: CommentId, body: CodeIn, transaction: OpenTransaction
) -> CommentOut:
    """Stand by what another has said, with the code of your own receipt of this consultation; once."""
    async with transaction(actor="public") as tx:
        by = await of_code(tx.connection, body.code)
        return CommentOut.of(await endorse_comment(tx, consultation, comment, by))


def _after(cursor: After) -> tuple[datetime, str]:
    received_at, comment = cursor.of(str, str)
    try:
        return datetime.fromisoformat(received_at).astimezone(UTC), comment
    except (ValueError, OverflowError) as cause:
        raise CursorUnreadable from cause
