"""A moderator holds, releases, hides, restores or redacts comments, or dismisses an appeal; each act is public."""

from dataclasses import dataclass, replace

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import ModerationAct, ModerationRole, ModerationRule
from consultation.comments import store as comment_store
from consultation.comments.aggregate import Comment
from consultation.moderation import rules, store
from consultation.moderation.errors import NoAppeal, ReasonNeeded
from consultation.moderation.store import Act
from consultation.notices import outbox
from consultation.notices.kinds import NoticeKind

_TOLD = frozenset({ModerationAct.HIDE, ModerationAct.RESTORE, ModerationAct.RELEASE, ModerationAct.REDACT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerateComments:
    """One act on some comments of a consultation; `passages` are what is taken out, of a redaction."""

    consultation: str
    comments: tuple[str, ...]
    act: ModerationAct
    rule: ModerationRule | None
    role: ModerationRole
    institution: str | None
    reason: dict[str, str] | None
    passages: tuple[str, ...] = ()


async def moderate_comments(tx: Transaction, command: ModerateComments) -> list[Comment]:
    """Do it to all of them, or to none, and say so.

    Raises CommentNotFound, RuleMissing, RuleUnfit, ReasonNeeded, ActUnfit, NoAppeal, and what `redact` raises.
    """
    rules.check_rule(command.act, command.rule)
    if command.reason is None and command.act is not ModerationAct.RELEASE:
        raise ReasonNeeded.at("/reason")
    held = await comment_store.hold(tx, command.consultation, *command.comments)
    ids = [one.id for one in held]
    numbers = await store.next_numbers(tx.connection, ids)
    appealed = await store.open_appeals(tx.connection, ids)
    moderated: list[Comment] = []
    for before in held:
        after, characters = _done(before, command, appealed=before.id in appealed)
        await comment_store.save(tx, after)
        act = Act(
            comment=after.id,
            consultation=after.consultation,
            number=numbers[after.id],
            act=command.act,
            rule=command.rule,
            role=command.role,
            institution=command.institution,
            reason=command.reason,
            passages=len(command.passages),
            characters=characters,
            acted_at=tx.now,
        )
        await store.note(tx, after, act)
        if command.act in _TOLD:
            await outbox.put(tx, NoticeKind.MODERATED, comment=after.id, detail={"number": act.number})
        moderated.append(after)
    return moderated


def _done(before: Comment, command: ModerateComments, *, appealed: bool) -> tuple[Comment, int]:
    if command.act is ModerationAct.REDACT:
        return rules.redact(before, command.passages)
    if command.act is ModerationAct.DISMISS_APPEAL:
        if not appealed:
            raise NoAppeal
        return replace(before, version=before.version + 1), 0
    return rules.moderate(before, command.act, command.rule), 0
