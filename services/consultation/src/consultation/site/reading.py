"""What the public pages show, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.participation import ParticipationStatement
from consultation.comments import queries as comment_queries
from consultation.comments import store as comment_store
from consultation.comments.aggregate import Comment
from consultation.comments.queries import Wanted
from consultation.consultations import queries as consultation_queries
from consultation.consultations import store as consultation_store
from consultation.consultations.aggregate import Consultation, ConsultationState
from consultation.moderation import store as moderation_store
from consultation.moderation.store import Act
from consultation.projections import registry
from consultation.projections.registry import KnownCommitment, KnownPlan
from consultation.proposals import queries as proposal_queries
from consultation.proposals.queries import Step
from consultation.questionnaires import queries as questionnaire_queries
from consultation.questionnaires.schemas import QuestionnaireOut
from consultation.responses import store as response_store
from consultation.responses.store import Response

ON_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A consultation with what its pages name."""

    consultation: Consultation
    state: ConsultationState
    plan: KnownPlan | None
    commitments: dict[int, KnownCommitment]
    institutions: dict[str, dict[str, str]]

    @property
    def zone(self) -> str:
        """The zone that every instant is shown in."""
        return self.consultation.time_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Comments with what became of each."""

    comments: Sequence[Comment]
    acts: dict[str, Act]
    responses: dict[str, Response]
    replies: dict[str, list[Comment]]
    steps: dict[str, list[Step]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPage:
    """One consultation; `more` is the comment behind which the next page begins, None at the end."""

    around: Around
    said: Said
    statement: ParticipationStatement
    questionnaire: QuestionnaireOut | None
    held: int
    moderated: int
    found: int
    more: str | None


async def around(connection: AsyncConnection, consultation: str, now: datetime) -> Around:
    """The consultation and the names around it. Raises ConsultationNotFound."""
    found = await consultation_store.load(connection, consultation)
    return Around(
        consultation=found,
        state=found.state(now),
        plan=await registry.find_plan(connection, found.plan),
        commitments=await registry.commitments_of(connection, found.plan),
        institutions=await registry.institution_names(connection),
    )


async def found(connection: AsyncConnection, consultation: str, comment: str) -> Comment:
    """One comment. Raises CommentNotFound."""
    return await comment_store.load(connection, consultation, comment)


async def said(connection: AsyncConnection, comments: Sequence[Comment]) -> Said:
    """What became of these comments."""
    ids = [one.id for one in comments]
    replies = await comment_queries.replies(connection, ids)
    every = [*comments, *(reply for of in replies.values() for reply in of)]
    answers = sorted({one.response for one in every if one.response is not None})
    return Said(
        comments=comments,
        acts=await moderation_store.latest(connection, [one.id for one in every]),
        responses=await response_store.by_ids(connection, answers),
        replies=replies,
        steps=await proposal_queries.steps_of(connection, ids),
    )


async def consultation_page(
    connection: AsyncConnection, consultation: str, now: datetime, wanted: Wanted, after: str | None
) -> ConsultationPage:
    """One page of a consultation, behind the comment `after`. Raises ConsultationNotFound, CommentNotFound."""
    of = await around(connection, consultation, now)
    last = None
    if after is not None:
        before = await comment_store.load(connection, consultation, after)
        last = (before.received_at, before.id)
    found = await comment_queries.page(connection, consultation, after=last, limit=ON_A_PAGE + 1, wanted=wanted)
    shown = found[:ON_A_PAGE]
    return ConsultationPage(
        around=of,
        said=await said(connection, shown),
        statement=await consultation_queries.statement_of(connection, consultation),
        questionnaire=await questionnaire_queries.find(connection, consultation),
        held=await comment_queries.count_held(connection, consultation),
        moderated=await moderation_store.count_acts(connection, consultation),
        found=await comment_queries.count(connection, consultation, wanted),
        more=shown[-1].id if len(found) > ON_A_PAGE else None,
    )
