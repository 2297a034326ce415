"""An institution answers comments with reasons, and says which change of the registry they led to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from constancia_bus.transaction import Transaction
from constancia_events.consultation import ChangeLinked, CommentAnswered
from constancia_events.vocabulary import CommentVisibility, ResponseOutcome
from consultation.comments import store as comment_store
from consultation.comments.aggregate import Comment
from consultation.consultations import store as consultation_store
from consultation.contacts import store as contact_store
from consultation.notices import outbox
from consultation.notices.kinds import NoticeKind
from consultation.projections import registry
from consultation.responses import store
from consultation.responses.errors import (
    AnsweredAlready,
    ChangeBefore,
    ChangeUnknown,
    DeclinedChange,
    HiddenNow,
    LinkedAlready,
    NobodysYet,
    NotYours,
)
from consultation.responses.store import LinkedChange, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of the registry; without `position` the newest of that commitment or goal."""

    commitment: int
    goal: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerComments:
    """`institution` is the one that speaks; None for the point of contact, who may answer all."""

    consultation: str
    comments: tuple[str, ...]
    institution: str | None
    outcome: ResponseOutcome
    text: dict[str, str]
    changes: tuple[Change, ...] = ()


async def answer_comments(tx: Transaction, command: AnswerComments) -> Response:
    """Put one answer on record for all of them, or for none, and say so.

    Raises CommentNotFound, NobodysYet, NotYours, AnsweredAlready, HiddenNow, DeclinedChange, ChangeUnknown,
    ChangeBefore.
    """
    consultation = await consultation_store.load(tx.connection, command.consultation)
    held = await comment_store.hold(tx, consultation.id, *command.comments)
    for comment in held:
        _check(comment, command.institution)
    number = await store.next_number(tx, consultation.id)
    response = Response(
        id=f"{consultation.id}-r{number}",
        consultation=consultation.id,
        n=number,
        institution=command.institution,
        outcome=command.outcome,
        text=command.text,
        answered_at=tx.now,
        comments=tuple(comment.id for comment in held),
    )
    await store.add(tx, response)
    answered = []
    for comment in held:
        after = replace(comment, response=response.id, outcome=response.outcome, version=comment.version + 1)
        await comment_store.save(tx, after)
        event = CommentAnswered(
            consultation=consultation.id,
            plan=after.plan,
            comment=after.id,
            response=response.id,
            institution=command.institution,
            outcome=command.outcome,
        )
        tx.record(event, stream=after.stream, version=after.version)
        await outbox.put(tx, NoticeKind.ANSWERED, comment=after.id, detail={"response": response.id})
        answered.append(after)
    await contact_store.shorten(tx, [comment.id for comment in answered])
    for place, change in enumerate(command.changes):
        response, answered = await _link(tx, response, answered, change, f"/changes/{place}")
    return response


async def link_change(tx: Transaction, consultation: str, response: str, change: Change, by: str | None) -> Response:
    """Put a change down to the comments of an answer that was given before.

    Raises ResponseNotFound, NotYours, DeclinedChange, ChangeUnknown, ChangeBefore, LinkedAlready.
    """
    given = await store.load(tx.connection, consultation, response)
    held = await comment_store.hold(tx, consultation, *given.comments)
    if by is not None and given.institution != by:
        raise NotYours(comment=given.comments[0], institution=given.institution or "")
    linked, changed = await _link(tx, given, held, change, "")
    for comment in changed:
        await outbox.put(tx, NoticeKind.CHANGED, comment=comment.id, detail={"response": response})
    return linked


async def _link(
    tx: Transaction, response: Response, comments: Sequence[Comment], change: Change, pointer: str
) -> tuple[Response, list[Comment]]:
    if response.outcome is ResponseOutcome.DECLINED:
        raise DeclinedChange
    plan = comments[0].plan
    found = await registry.find_change(tx.connection, plan, change.commitment, change.goal, change.position)
    if found is None:
        goal = "" if change.goal is None else f".{change.goal}"
        raise ChangeUnknown.at(pointer or "/commitment", commitment=change.commitment, goal=goal)
    first = min(comment.received_at for comment in comments)
    if found.changed_at < first:
        raise ChangeBefore.at(pointer or "/commitment", changed_on=found.changed_at.date())
    if any(linked.position == found.position for linked in response.changes):
        raise LinkedAlready
    link = LinkedChange(position=found.position, commitment=found.commitment, goal=found.goal)
    await store.add_change(tx, response.id, link)
    changed = []
    for comment in comments:
        after = replace(comment, changed=True, version=comment.version + 1)
        await comment_store.save(tx, after)
        event = ChangeLinked(
            consultation=after.consultation,
            plan=plan,
            comment=after.id,
            response=response.id,
            commitment=link.commitment,
            goal=link.goal,
            position=link.position,
        )
        tx.record(event, stream=after.stream, version=after.version)
        changed.append(after)
    return replace(response, changes=(*response.changes, link)), changed


def _check(comment: Comment, institution: str | None) -> None:
    if comment.response is not None:
        raise AnsweredAlready(comment=comment.id, response=comment.response)
    if comment.visibility is CommentVisibility.HIDDEN:
        raise HiddenNow(comment=comment.id)
    if institution is None or comment.institution == institution:
        return
    if comment.institution is None:
        raise NobodysYet(comment=comment.id)
    raise NotYours(comment=comment.id, institution=comment.institution)
