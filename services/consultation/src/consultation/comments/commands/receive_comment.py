"""A plan file holds a comment."""

from dataclasses import dataclass
from datetime import datetime

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import Sector
from consultation.comments import store
from consultation.comments.aggregate import Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveComment:
    """What was said, when and by whom, without a name. The caller holds the consultation."""

    consultation: str
    received_at: datetime
    sector: Sector
    text: dict[str, str]


async def receive_comment(tx: Transaction, command: ReceiveComment) -> Comment:
    """Take it and say so, by its key alone; nothing happens when it is on record."""
    comment = Comment.of(
        await store.naming_key(tx.connection),
        command.consultation,
        received_at=command.received_at,
        sector=command.sector,
        text=command.text,
    )
    received = comment.receive(await store.find(tx.connection, comment.id))
    if received is not None:
        comment, event = received
        await store.add(tx, comment)
        tx.record(event, stream=comment.stream, version=comment.version)
    return comment
