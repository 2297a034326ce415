"""Somebody comments: over the API, on the page, or in a form on another site."""

import secrets as random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import (
    CommentVisibility,
    ConsultationKind,
    ModerationAct,
    ModerationRole,
    ModerationRule,
    ProposalStep,
    Sector,
)
from constancia_pages.rendering import LANGUAGES
from consultation.comments import store
from consultation.comments.aggregate import Comment
from consultation.comments.errors import (
    ClosedForComments,
    CommitmentUnknown,
    NotOpenYet,
    ReplyUnfit,
    ThemeUnknown,
    TitleMissing,
)
from consultation.comments.wording import fingerprint, personal_data
from consultation.consultations import store as consultation_store
from consultation.consultations.aggregate import Consultation, ConsultationState
from consultation.contacts import store as contact_store
from consultation.contacts.store import Contact
from consultation.guard.guard import Proof, spend
from consultation.guard.tables import recent_posts
from consultation.moderation.store import Act, note
from consultation.notices import outbox
from consultation.notices.kinds import NoticeKind
from consultation.projections import registry
from consultation.secrets import Secrets, hash_of_code

SAME_FOR: Final = timedelta(hours=24)
"""So long the same words from the same connection are one comment that was sent twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitComment:
    """What was typed, tidied; `post` is what the post looked like, under a key, `proof` None where none was shown."""

    consultation: str
    language: str
    text: str
    sector: Sector
    title: str | None = None
    author: str | None = None
    email: str | None = None
    department: str | None = None
    theme: int | None = None
    commitment: int | None = None
    in_reply_to: str | None = None
    proof: Proof | None = None
    post: bytes
    contact_days: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """The comment as it stands, the code of its receipt, and whether it was on record before."""

    comment: Comment
    code: str
    again: bool


async def submit_comment(tx: Transaction, secrets: Secrets, command: SubmitComment) -> Submitted:
    """Take a comment and say so, by its key alone; the same post again gives the same receipt.

    What came without proof of work, or shows personal data, is held until a moderator has looked at it. Raises
    ConsultationNotFound, NotOpenYet, ClosedForComments, ThemeUnknown, CommitmentUnknown, TitleMissing, ReplyUnfit,
    ProofSpent.
    """
    consultation = await consultation_store.load(tx.connection, command.consultation)
    before = await _sent_before(tx, command.post)
    if before is not None:
        return Submitted(before, secrets.code_of_hash(before.id, before.code_sha256 or b"") or "", again=True)
    _check_open(consultation, tx)
    if command.proof is not None:
        await spend(tx, command.proof)
    comment = await _described(tx, secrets, consultation, command)
    claimed = await _claim(tx, command.post, comment.id)
    if claimed != comment.id:  # the same post, at the same moment, elsewhere
        twin = await store.load(tx.connection, consultation.id, claimed)
        return Submitted(twin, secrets.code_of_hash(twin.id, twin.code_sha256 or b"") or "", again=True)
    received = comment.receive(None)
    assert received is not None  # noqa: S101 - nothing was on record
    comment, event = received
    await store.add(tx, comment)
    tx.record(event, stream=comment.stream, version=comment.version)
    comment = await _hold_back(tx, await _assigned(tx, consultation, comment))
    code = secrets.code(comment.id)
    if command.email is not None:
        erase_on = (tx.now + timedelta(days=command.contact_days)).date()
        contact = Contact(command.email, command.language if command.language in LANGUAGES else LANGUAGES[0])
        await contact_store.keep(tx, secrets, comment.id, contact, erase_on=erase_on)
        await outbox.put(tx, NoticeKind.RECEIVED, comment=comment.id)
    return Submitted(comment, code, again=False)


def _check_open(consultation: Consultation, tx: Transaction) -> None:
    state = consultation.state(tx.now)
    if state is ConsultationState.SCHEDULED:
        raise NotOpenYet(opens_on=consultation.opens_on)
    if state is not ConsultationState.OPEN:
        raise ClosedForComments(closes_on=consultation.closes_on)


async def _sent_before(tx: Transaction, post: bytes) -> Comment | None:
    query = select(recent_posts.c.comment).where(recent_posts.c.fingerprint == post, recent_posts.c.expires_at > tx.now)
    known = await tx.connection.scalar(query)
    return None if known is None else await store.find(tx.connection, known)


async def _claim(tx: Transaction, post: bytes, comment: str) -> str:
    """The comment that a post has become: this one, or the one of whoever was faster, for whom this waits."""
    row = {"fingerprint": post, "comment": comment, "expires_at": tx.now + SAME_FOR}
    statement = insert(recent_posts).values(row)
    stale = recent_posts.c.expires_at <= tx.now
    statement = statement.on_conflict_do_update(index_elements=["fingerprint"], set_=row, where=stale)
    if (await tx.connection.execute(statement.returning(recent_posts.c.comment))).first() is not None:
        return comment
    query = select(recent_posts.c.comment).where(recent_posts.c.fingerprint == post)
    return str(await tx.connection.scalar(query))


async def _described(tx: Transaction, secrets: Secrets, consultation: Consultation, command: SubmitComment) -> Comment:
    theme = command.theme
    if command.commitment is not None:
        about = await registry.find_commitment(tx.connection, consultation.plan, command.commitment)
        if about is None:
            raise CommitmentUnknown.at("/commitment", commitment=command.commitment)
        theme = about.theme
    elif theme is not None:
        plan = await registry.find_plan(tx.connection, consultation.plan)
        if plan is None or theme not in plan.themes:
            raise ThemeUnknown.at("/theme", theme=theme)
    proposal = consultation.kind is ConsultationKind.PROPOSALS and command.in_reply_to is None
    if proposal and not command.title:
        raise TitleMissing.at("/title")
    if command.in_reply_to is not None:
        root = await store.find(tx.connection, command.in_reply_to)
        readable = root is not None and root.visibility is CommentVisibility.PUBLISHED
        if root is None or not readable or root.consultation != consultation.id:
            raise ReplyUnfit.at("/in_reply_to")
    id_ = f"{consultation.id}-c{random.token_hex(16)}"
    return Comment(
        id=id_,
        consultation=consultation.id,
        received_at=tx.now,
        sector=command.sector,
        text={command.language: command.text},
        title=command.title,
        author=command.author,
        department=command.department,
        theme=theme,
        commitment=command.commitment,
        in_reply_to=command.in_reply_to,
        text_sha256=fingerprint(command.text),
        code_sha256=hash_of_code(secrets.code(id_)),
        due_on=consultation.due_on(tx.now),
        step=ProposalStep.RECEIVED if proposal else None,
        flags=_flags(command),
    )


def _flags(command: SubmitComment) -> tuple[str, ...]:
    shown = "\n".join(part for part in (command.title, command.text, command.author) if part)
    found = sorted({passage.kind.value for passage in personal_data(shown)})
    return tuple(found) if command.proof is not None else (*found, ModerationRule.UNCHECKED.value)


async def _assigned(tx: Transaction, consultation: Consultation, comment: Comment) -> Comment:
    """Whoever coordinates the commitment that it speaks of owes the answer."""
    if comment.commitment is None or comment.due_on is None:
        return comment
    about = await registry.find_commitment(tx.connection, consultation.plan, comment.commitment)
    if about is None or not about.leads:
        return comment
    after, event = comment.assign(about.leads[0], comment.due_on)
    await store.save(tx, after)
    tx.record(event, stream=after.stream, version=after.version)
    return after


async def _hold_back(tx: Transaction, comment: Comment) -> Comment:
    if not comment.flags:
        return comment
    unchecked = comment.flags == (ModerationRule.UNCHECKED.value,)
    rule = ModerationRule.UNCHECKED if unchecked else ModerationRule.PERSONAL_DATA
    after = replace(comment, visibility=CommentVisibility.HELD, rule=rule, version=comment.version + 1)
    await store.save(tx, after)
    act = Act(
        comment=after.id,
        consultation=after.consultation,
        number=1,
        act=ModerationAct.HOLD,
        rule=rule,
        role=ModerationRole.PLATFORM,
        acted_at=tx.now,
    )
    await note(tx, after, act)
    return after
