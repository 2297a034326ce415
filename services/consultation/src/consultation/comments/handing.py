"""Hands comments and their answers to the report: its claim check, answered over the bus (docs/adr/0004)."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_events.vocabulary import CommentVisibility
from consultation.comments import queries
from consultation.comments.aggregate import Comment
from consultation.consultations import store as consultation_store
from consultation.consultations.errors import ConsultationNotFound
from consultation.responses import store as response_store
from consultation.responses.store import Response

QUESTION: Final = "answered_comments"
_AT_ONCE: Final = 20
"""So that the longest comments and answers fit one message."""


async def hand_comments(engine: AsyncEngine, about: dict[str, Any]) -> dict[str, Any] | None:
    """Comments of `consultation` that came in by `until`, behind `offset`, as the public reads them; None: no such.

    Answers are those given by then. What is hidden has no words; names and addresses are never among it.
    """
    async with engine.connect() as connection:
        return await _handed(connection, about["consultation"], str(about["until"]), int(about["offset"]))


async def _handed(connection: AsyncConnection, consultation: str, until: str, offset: int) -> dict[str, Any] | None:
    try:
        await consultation_store.load(connection, consultation)
    except ConsultationNotFound:
        return None
    instant = datetime.fromisoformat(until)
    found = await queries.until(connection, consultation, instant, offset=offset, limit=_AT_ONCE + 1)
    items = found[:_AT_ONCE]
    answers = await response_store.by_ids(connection, [one.response for one in items if one.response])
    return {
        "items": [_item(one, answers.get(one.response or ""), instant) for one in items],
        "more": len(found) > _AT_ONCE,
    }


def _item(comment: Comment, response: Response | None, until: datetime) -> dict[str, Any]:
    answered = response if response is not None and response.answered_at <= until else None
    return {
        "received_at": comment.received_at.isoformat(),
        "sector": comment.sector.value,
        "text": None if comment.visibility is CommentVisibility.HIDDEN else comment.text,
        "outcome": answered.outcome.value if answered else None,
        "institution": answered.institution if answered else None,
        "answer": answered.text if answered else None,
    }
