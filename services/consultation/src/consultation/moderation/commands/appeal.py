"""An author says that a comment should stand as it was sent."""

from dataclasses import replace

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import CommentVisibility, ModerationAct, ModerationRole
from consultation.comments import store as comment_store
from consultation.comments.aggregate import Comment
from consultation.moderation import store
from consultation.moderation.errors import AppealOpen, NothingToAppeal
from consultation.moderation.store import Act


async def appeal(tx: Transaction, comment: Comment, words: str) -> None:
    """Put an appeal on record; its words are for whoever decides, and are never shown.

    Raises AppealOpen, NothingToAppeal.
    """
    [before] = await comment_store.hold(tx, comment.consultation, comment.id)
    if before.visibility is not CommentVisibility.HIDDEN and not before.redactions:
        raise NothingToAppeal
    if await store.open_appeals(tx.connection, [before.id]):
        raise AppealOpen
    after = replace(before, version=before.version + 1)
    await comment_store.save(tx, after)
    numbers = await store.next_numbers(tx.connection, [before.id])
    act = Act(
        comment=after.id,
        consultation=after.consultation,
        number=numbers[after.id],
        act=ModerationAct.APPEAL,
        rule=None,
        role=ModerationRole.AUTHOR,
        words=words,
        acted_at=tx.now,
    )
    await store.note(tx, after, act)
