"""What a moderator may do, and what for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from constancia_events.vocabulary import CommentVisibility, ModerationAct, ModerationRule
from consultation.comments.aggregate import Comment
from consultation.moderation.errors import (
    ActUnfit,
    PassageMissing,
    PassagesNeeded,
    RuleMissing,
    RuleUnfit,
    TooMuchRedacted,
)

_TO_HIDE: Final = tuple(rule for rule in ModerationRule if rule is not ModerationRule.UNCHECKED)
RULES_OF: Final[Mapping[ModerationAct, tuple[ModerationRule, ...]]] = {
    ModerationAct.HOLD: _TO_HIDE,
    ModerationAct.HIDE: _TO_HIDE,
    ModerationAct.REDACT: (ModerationRule.PERSONAL_DATA,),
}
"""Acts that need a rule, and which rules are a reason for each."""
_FROM: Final[Mapping[ModerationAct, frozenset[CommentVisibility]]] = {
    ModerationAct.HOLD: frozenset({CommentVisibility.PUBLISHED}),
    ModerationAct.RELEASE: frozenset({CommentVisibility.HELD}),
    ModerationAct.HIDE: frozenset({CommentVisibility.PUBLISHED, CommentVisibility.HELD}),
    ModerationAct.RESTORE: frozenset({CommentVisibility.HIDDEN}),
    ModerationAct.REDACT: frozenset(CommentVisibility),
}
_TO: Final[Mapping[ModerationAct, CommentVisibility]] = {
    ModerationAct.HOLD: CommentVisibility.HELD,
    ModerationAct.RELEASE: CommentVisibility.PUBLISHED,
    ModerationAct.HIDE: CommentVisibility.HIDDEN,
    ModerationAct.RESTORE: CommentVisibility.PUBLISHED,
}
MARKS: Final = {"es": "[dato personal retirado]", "en": "[personal data removed]"}
"""What stands in a text for what was taken out of it."""
_MOST_SHARE: Final = 0.3
_ALWAYS: Final = 80
"""So many characters may always be taken out: a short comment can be an address and little else."""


def check_rule(act: ModerationAct, rule: ModerationRule | None) -> None:
    """Refuse an act without a fitting rule. Raises RuleMissing, RuleUnfit."""
    fitting = RULES_OF.get(act)
    if fitting is None:
        return
    if rule is None:
        raise RuleMissing.at("/rule", rules=", ".join(fitting))
    if rule not in fitting:
        raise RuleUnfit.at("/rule", rules=", ".join(fitting))


def moderate(comment: Comment, act: ModerationAct, rule: ModerationRule | None) -> Comment:
    """The comment behind an act that changes who reads it. Raises ActUnfit."""
    if comment.visibility not in _FROM[act]:
        raise ActUnfit(visibility=comment.visibility)
    visibility = _TO.get(act, comment.visibility)
    shown = visibility is CommentVisibility.PUBLISHED
    return replace(
        comment,
        visibility=visibility,
        rule=None if shown else rule or comment.rule,
        flags=() if shown else comment.flags,
        version=comment.version + 1,
    )


def redact(comment: Comment, passages: Sequence[str]) -> tuple[Comment, int]:
    """Take passages out of text, title and name wherever they stand; gives how many characters that were.

    Raises PassagesNeeded, PassageMissing, TooMuchRedacted.
    """
    if not passages:
        raise PassagesNeeded.at("/passages")
    mark = MARKS.get(comment.language, MARKS["es"])
    words, title, author, characters = comment.words, comment.title or "", comment.author or "", 0
    for number, passage in enumerate(passages):
        times = sum(text.count(passage) for text in (words, title, author))
        if not times:
            raise PassageMissing.at(f"/passages/{number}")
        characters += times * len(passage)
        words, title, author = (text.replace(passage, mark) for text in (words, title, author))
    most = max(_ALWAYS, int(len(comment.words) * _MOST_SHARE))
    if characters > most:
        raise TooMuchRedacted.at("/passages", most=most, characters=characters)
    text = {language: _without(said, passages, mark) for language, said in comment.text.items()}
    after = replace(
        comment,
        text={**text, comment.language: words},
        title=title or None,
        author=author or None,
        redactions=comment.redactions + len(passages),
        version=comment.version + 1,
    )
    return after, characters


def _without(text: str, passages: Sequence[str], mark: str) -> str:
    for passage in passages:
        text = text.replace(passage, mark)
    return text
