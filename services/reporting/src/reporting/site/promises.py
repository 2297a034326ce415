"""What a commitment's page shows beyond its goals' figures: who judged it, what it descends from, its figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import AssessmentMade, CommitmentDefined
from constancia_events.indicators import references
from constancia_events.texts import TextMap
from reporting.compliance.facts import Facts
from reporting.compliance.moment import Moment
from reporting.indicators.facts import IndicatorFact
from reporting.indicators.queries import indicators_of
from reporting.site.lineage import Descent, lineage_of_commitment
from reporting.site.pages import DeclaredDetail, GoalDetail

_ASSESSMENTS = text(
    "select body from assessments where plan = :plan and commitment = :commitment and effective_at <= :at"
    " order by effective_at desc, pos desc"
)
_DECLARED = text(
    "select level, effective_on, recorded_at, said from commitment_levels where plan = :plan"
    " and commitment = :commitment and effective_at <= :at order by effective_at desc, pos desc"
)

Assessments = dict[tuple[int | None, int | None], tuple[AssessmentMade, ...]]
"""By goal and subgoal, None for the whole; the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A commitment with everything that was said of it; `indicators` has those that its texts insert."""

    defined: CommitmentDefined
    declared: tuple[DeclaredDetail, ...]
    assessments: Assessments
    descends_from: tuple[Descent, ...]
    went_on_as: tuple[Descent, ...]
    indicators: dict[str, IndicatorFact]

    def judged(self, goal: int | None) -> list[AssessmentMade]:
        """Who judged a goal or its subgoals, or with None the whole commitment; the newest first."""
        found = [one for (of_goal, _), some in self.assessments.items() if of_goal == goal for one in some]
        return sorted(found, key=lambda one: (one.effective_at, one.n), reverse=True)


async def promise_of(
    connection: AsyncConnection, facts: Facts, number: int, goals: Iterable[GoalDetail], moment: Moment
) -> Promise:
    """A commitment of a plan as of `moment`, for its page."""
    plan, at = facts.plan.plan, moment.instant(ZoneInfo(facts.plan.time_zone))
    [defined] = [one for one in facts.commitments if one.commitment.commitment == number]
    by = {"plan": plan, "commitment": number, "at": at}
    declared = tuple(DeclaredDetail.of(row) for row in await connection.execute(_DECLARED, by))
    earlier, later = await lineage_of_commitment(connection, plan, number, at)
    keys = _inserted(defined, declared, goals)
    found = await indicators_of(connection, plan, at, keys) if keys else ()
    assessments: dict[tuple[int | None, int | None], list[AssessmentMade]] = defaultdict(list)
    for body in (await connection.scalars(_ASSESSMENTS, by)).all():
        made = AssessmentMade.model_validate(body)
        assessments[made.goal, made.subgoal].append(made)
    return Promise(
        defined=defined,
        declared=declared,
        assessments={place: tuple(some) for place, some in assessments.items()},
        descends_from=tuple(earlier),
        went_on_as=tuple(later),
        indicators={one.key: one for one in found},
    )


def _inserted(defined: CommitmentDefined, declared: Iterable[DeclaredDetail], goals: Iterable[GoalDetail]) -> list[str]:
    """The keys of all indicators that the texts of a commitment's page insert."""
    maps: list[TextMap | None] = [*defined.fields.values(), *(one.narrative for one in declared)]
    for goal in goals:
        for report in goal.reports:
            maps += [report.narrative, report.next_steps, report.challenges, report.reason]
    texts = [one for some in maps if some for one in some.values()]
    return sorted({key for one in texts for key in references(one)})
