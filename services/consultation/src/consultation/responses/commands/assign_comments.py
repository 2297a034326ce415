"""The point of contact or a moderator says which institution owes an answer."""

from dataclasses import dataclass
from datetime import date

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import CommentVisibility
from consultation.comments import store as comment_store
from consultation.comments.aggregate import Comment
from consultation.consultations import store as consultation_store
from consultation.projections import registry
from consultation.responses.errors import AnsweredAlready, HiddenNow, InstitutionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignComments:
    """`due_on` None leaves the day as it is: of a comment that has none, as many days from now as of a new one."""

    consultation: str
    comments: tuple[str, ...]
    institution: str
    due_on: date | None


async def assign_comments(tx: Transaction, command: AssignComments) -> list[Comment]:
    """Assign all of them, or none, and say so.

    Raises CommentNotFound, InstitutionUnknown, AnsweredAlready, HiddenNow.
    """
    consultation = await consultation_store.load(tx.connection, command.consultation)
    if command.institution not in await registry.institution_names(tx.connection):
        raise InstitutionUnknown.at("/institution", institution=command.institution)
    assigned = []
    for before in await comment_store.hold(tx, consultation.id, *command.comments):
        if before.response is not None:
            raise AnsweredAlready(comment=before.id, response=before.response)
        if before.visibility is CommentVisibility.HIDDEN:
            raise HiddenNow(comment=before.id)
        due_on = command.due_on or before.due_on or consultation.due_on(tx.now)
        after, event = before.assign(command.institution, due_on)
        await comment_store.save(tx, after)
        tx.record(event, stream=after.stream, version=after.version)
        assigned.append(after)
    return assigned
