"""Moderation over HTTP: acts for moderators, the rules and the register for everybody."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from constancia_events.vocabulary import ModerationAct, ModerationRole, ModerationRule
from constancia_web.pages import After, CursorUnreadable, Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from constancia_web.translations import Translations
from consultation.comments import queries as comment_queries
from consultation.comments.schemas import CommentOut, HeldComment
from consultation.consultations import store as consultation_store
from consultation.deps import ConsultationId, Moderator, OpenTransaction
from consultation.moderation import store
from consultation.moderation.commands.moderate_comments import ModerateComments, moderate_comments
from consultation.moderation.rules import RULES_OF
from consultation.moderation.schemas import ActOut, ModerationIn, RuleOut
from consultation.site.words import RULES

router = APIRouter(prefix="/v1", tags=["moderation"])


@router.get("/consultations/moderation-rules")
async def list_moderation_rules(request: Request) -> list[RuleOut]:
    """The published rules: for no other reason is a comment held, hidden or redacted."""
    translations: Translations = request.app.state.translations
    return [
        RuleOut(
            rule=rule,
            text={language: translations.text(language, RULES[rule]) for language in ("es", "en")},
            acts=[act for act, rules in RULES_OF.items() if rule in rules]
            or [ModerationAct.HOLD],  # only the platform itself, and only to hold
        )
        for rule in ModerationRule
    ]


@router.get("/consultations/{consultation}/moderation", responses=problems(404, 422))
async def list_moderation_acts(consultation: ConsultationId, connection: Reads, paging: Paging) -> Page[ActOut]:
    """The register: everything that was done about comments, by which rule, as what and when; oldest first."""
    await consultation_store.load(connection, consultation)
    after = _after(paging.cursor, str, str, int) if paging.cursor else None
    found = await store.register(connection, consultation, after=after, limit=paging.fetch)
    return paging.page(found, ActOut.of, lambda one: (one.acted_at.isoformat(), one.comment, one.number))


@router.post("/consultations/{consultation}/moderation", responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def moderate(
    consultation: ConsultationId, body: ModerationIn, actor: Moderator, transaction: OpenTransaction
) -> list[CommentOut]:
    """Hold, release, hide, restore or redact comments, or dismiss an appeal. Nothing is deleted but personal data."""
    command = ModerateComments(
        consultation=consultation,
        comments=tuple(dict.fromkeys(body.comments)),
        act=ModerationAct(body.act),
        rule=body.rule,
        role=ModerationRole.POINT_OF_CONTACT if "plan:admin" in actor.scopes else ModerationRole.MODERATOR,
        institution=actor.institution,
        reason=body.reason,
        passages=tuple(body.passages),
    )
    async with transaction(actor=actor.client_id) as tx:
        done = await moderate_comments(tx, command)
        acts = await store.latest(tx.connection, [one.id for one in done])
    return [CommentOut.of(one, acts.get(one.id)) for one in done]


@router.get("/consultations/{consultation}/held-comments", responses=problems(401, 403, 404, 422))
async def list_held_comments(
    consultation: ConsultationId, _actor: Moderator, connection: Reads, paging: Paging
) -> Page[HeldComment]:
    """What waits for a moderator, whole, oldest first."""
    await consultation_store.load(connection, consultation)
    after = _after(paging.cursor, str, str) if paging.cursor else None
    found = await comment_queries.held(connection, consultation, after=after, limit=paging.fetch)
    return paging.page(found, HeldComment.of, lambda one: (one.received_at.isoformat(), one.id))


@router.get("/consultations/{consultation}/appeals", responses=problems(401, 403, 404, 422))
async def list_appeals(
    consultation: ConsultationId,
    _actor: Moderator,
    connection: Reads,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most.")] = 100,
) -> list[dict[str, str]]:
    """Appeals that wait for a decision, oldest first, with what their authors said: `comment`, `words`, `at`."""
    await consultation_store.load(connection, consultation)
    acts = await store.register(connection, consultation, after=None, limit=None)
    last = {act.comment: act for act in acts}
    waiting = [act for act in last.values() if act.act is ModerationAct.APPEAL]
    waiting.sort(key=lambda act: (act.acted_at, act.comment))
    return [
        {"comment": act.comment, "words": act.words or "", "at": act.acted_at.isoformat()} for act in waiting[:limit]
    ]


def _after(cursor: After, *kinds: type) -> Any:
    first, *rest = cursor.of(*kinds)
    try:
        return datetime.fromisoformat(first).astimezone(UTC), *rest
    except (ValueError, OverflowError) as cause:
        raise CursorUnreadable from cause
