"""Comments over HTTP."""

from datetime import UTC, datetime

from fastapi import APIRouter

import consultation.consultations.store as consultation_store
from constancia_web.pages import After, CursorUnreadable, Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.comments import queries, store
from consultation.comments.schemas import CommentOut
from consultation.deps import CommentId, ConsultationId

router = APIRouter(prefix="/v1/consultations/{consultation}/comments", tags=["comments"])


@router.get("", responses=problems(404, 422))
async def list_comments(
    consultation: ConsultationId,
    connection: Reads,
    paging: Paging,
) -> Page[CommentOut]:
    """What was said in a consultation, oldest first."""
    await consultation_store.load(connection, consultation)
    after = _after(paging.cursor) if paging.cursor else None
    found = await queries.page(connection, consultation, after=after, limit=paging.fetch)
    return paging.page(found, CommentOut.of, lambda one: (one.received_at.isoformat(), one.id))


@router.get("/{comment}", responses=problems(404, 422))
async def get_comment(consultation: ConsultationId, comment: CommentId, connection: Reads) -> CommentOut:
    """One comment."""
    return CommentOut.of(await store.load(connection, consultation, comment))


def _after(cursor: After) -> tuple[datetime, str]:
    received_at, comment = cursor.of(str, str)
    try:
        return datetime.fromisoformat(received_at).astimezone(UTC), comment
    except (ValueError, OverflowError) as cause:
        raise CursorUnreadable from cause
