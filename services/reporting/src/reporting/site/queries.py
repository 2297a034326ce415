"""What pages show beyond figures: proof, subgoals, the past of each goal; and which plans there are."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.vocabulary import EvidenceKind, Level, PlanState
from reporting.compliance.facts import Facts
from reporting.compliance.moment import Moment
from reporting.findings.queries import FILE_PREFIX
from reporting.site.evidence import UNCHECKED, verdicts_of
from reporting.site.pages import EvidenceDetail, GoalDetail, LeadDetail, PlanLink, ReportDetail, SubgoalDetail

_PLANS = text(
    "select distinct on (plan) plan, body, (select body ->> 'state' from plan_states"
    " where plan_states.plan = plan_definitions.plan order by effective_at desc, pos desc limit 1) as state"
    " from plan_definitions order by plan, effective_at desc, pos desc"
)
_NOT_IN_FORCE = frozenset({PlanState.DRAFT.value, PlanState.IN_CONSULTATION.value})
_STATEMENTS = text(
    "select goal, subgoal, level, effective_on, recorded_at, said from goal_levels"
    " where plan = :plan and commitment = :commitment and effective_at <= :at"
    " and recorded_at <= coalesce(:known, recorded_at) order by goal, effective_at, pos"
)
_EVIDENCE = text(
    "select evidence, goal, subgoal, url, kind, said from evidence_uses where plan = :plan and commitment = :commitment"
    " and withdrawn_at is null order by goal, place, pos"
)
"""Proof as it is cited now: nobody printed since when, so a past view shows it too."""


async def plans(connection: AsyncConnection) -> list[PlanLink]:
    """Every plan on record; the first one is what `/` shows: the newest that is in force, or the newest of all."""
    rows = (await connection.execute(_PLANS)).all()
    newest = sorted(
        rows, key=lambda row: (row.state not in _NOT_IN_FORCE, row.body["starts_on"], row.plan), reverse=True
    )
    return [PlanLink(plan=row.plan, title=row.body["title"]) for row in newest]


def leads_of(facts: Facts, commitment: int) -> tuple[LeadDetail, ...]:
    """The institutions that answer for a commitment, by their full names."""
    [defined] = [c for c in facts.commitments if c.commitment.commitment == commitment]
    return tuple(
        LeadDetail(
            acronym=lead.institution,
            name=facts.institutions[lead.institution].name,
            role=lead.role,
        )
        for lead in defined.leads
        if lead.institution in facts.institutions
    )


async def goal_details(
    connection: AsyncConnection, facts: Facts, commitment: int, moment: Moment
) -> tuple[GoalDetail, ...]:
    """What stands behind each goal of a commitment, as of `moment`."""
    key = {"plan": facts.plan.plan, "commitment": commitment}
    at = moment.instant(ZoneInfo(facts.plan.time_zone))
    reports: dict[int, list[ReportDetail]] = defaultdict(list)
    of_parts: dict[tuple[int, int], Level] = {}
    statements = await connection.execute(_STATEMENTS, {**key, "at": at, "known": moment.known_at})
    for row in statements:
        report = ReportDetail.of(row)
        if row.subgoal is not None:
            of_parts[row.goal, row.subgoal] = report.level
        if row.subgoal is None or report.has_words:
            reports[row.goal].append(report)
    evidence: dict[int, list[EvidenceDetail]] = defaultdict(list)
    cited = (await connection.execute(_EVIDENCE, key)).all()
    known = await verdicts_of(connection, sorted({row.evidence for row in cited}), at if moment.is_past else None)
    for row in cited:
        is_file = row.url.startswith(FILE_PREFIX)
        evidence[row.goal].append(
            EvidenceDetail(
                url=row.url,
                kind=EvidenceKind(row.kind),
                subgoal=row.subgoal,
                evidence=row.evidence,
                title=(row.said or {}).get("title"),
                verdict=None if is_file else known.get(row.evidence, UNCHECKED),
                is_file=is_file,
            )
        )
    return tuple(
        GoalDetail(
            number=goal.goal.goal,
            depends_on=tuple((one.commitment, one.goal) for one in goal.depends_on),
            subgoals=tuple(
                SubgoalDetail(
                    number=part.number,
                    title=part.title,
                    starts_on=str(part.starts_on),
                    ends_on=str(part.ends_on),
                    level=of_parts.get((goal.goal.goal, part.number)),
                )
                for part in goal.subgoals
            ),
            evidence=tuple(evidence[goal.goal.goal]),
            reports=tuple(reports[goal.goal.goal]),
        )
        for goal in facts.goals_of(commitment)
    )
