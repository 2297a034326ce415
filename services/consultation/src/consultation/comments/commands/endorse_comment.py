"""Somebody who holds a receipt stands by what another has said; once for each receipt."""

from dataclasses import replace

from sqlalchemy.dialects.postgresql import insert

from constancia_bus.transaction import Transaction
from constancia_events.consultation import CommentEndorsed
from constancia_events.vocabulary import CommentVisibility
from consultation.comments import store
from consultation.comments.aggregate import Comment
from consultation.comments.errors import CommentNotFound, EndorsedAlready, OwnComment
from consultation.comments.tables import endorsements


async def endorse_comment(tx: Transaction, consultation: str, comment: str, by: Comment) -> Comment:
    """Count it, and say so. Raises CommentNotFound, OwnComment, EndorsedAlready."""
    [before] = await store.hold(tx, consultation, comment)
    if before.visibility is not CommentVisibility.PUBLISHED or by.consultation != consultation:
        raise CommentNotFound(consultation=consultation, comment=comment)
    if by.id == comment:
        raise OwnComment
    row = {"comment": comment, "by": by.id, "endorsed_at": tx.now}
    statement = insert(endorsements).values(row).on_conflict_do_nothing().returning(endorsements.c.comment)
    if (await tx.connection.execute(statement)).first() is None:
        raise EndorsedAlready
    after = replace(before, endorsements=before.endorsements + 1, version=before.version + 1)
    await store.save(tx, after)
    event = CommentEndorsed(
        consultation=consultation, plan=after.plan, comment=comment, endorsements=after.endorsements
    )
    tx.record(event, stream=after.stream, version=after.version)
    return after
