"""Reads the record as of an instant: the newest fact of each thing that counts by then and was known by then."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import CommitmentDefined, GoalDefined, InstitutionRegistered, PlanDefined
from constancia_events.vocabulary import Level
from reporting.compliance.errors import PlanUnknown
from reporting.compliance.facts import Facts, LevelFact
from reporting.compliance.moment import FOR_EVER, Moment

_BY = "plan = :plan and effective_at <= :at and recorded_at <= :known"
_NEWEST = "effective_at desc, pos desc"

_PLAN_ANY_TIME = text("select body from plan_definitions where plan = :plan order by pos limit 1")
_PLAN = text(f"select body from plan_definitions where {_BY} order by {_NEWEST} limit 1")  # noqa: S608 - constants
_NEWEST_PLAN = text(
    f"select body from plan_definitions where plan = :plan and recorded_at <= :known order by {_NEWEST} limit 1"  # noqa: S608
)
_COMMITMENTS = text(
    "select distinct on (commitment) body from commitment_definitions"  # noqa: S608 - constants
    f" where {_BY} order by commitment, {_NEWEST}"
)
_GOALS = text(
    "select distinct on (commitment, goal) body from goal_definitions"  # noqa: S608 - constants
    f" where {_BY} order by commitment, goal, {_NEWEST}"
)
_INSTITUTIONS = text(
    "select distinct on (acronym) acronym, body from institution_definitions"
    " where acronym = any(:acronyms) and recorded_at <= :known order by acronym, pos desc"
)
_DECLARED = text(
    "select distinct on (commitment) commitment, level, effective_on from commitment_levels"  # noqa: S608 - constants
    f" where {_BY} order by commitment, {_NEWEST}"
)
_LEVELS = text(
    "select distinct on (commitment, goal) commitment, goal, level, effective_on from goal_levels"  # noqa: S608 - constants
    f" where subgoal is null and {_BY} order by commitment, goal, {_NEWEST}"
)
_COMPLETED = text(
    "select commitment, goal, min(effective_on) as completed_on from goal_levels l"  # noqa: S608 - constants
    f" where subgoal is null and level = 'complete' and {_BY} and not exists ("
    "  select from goal_levels n where n.plan = l.plan and n.commitment = l.commitment and n.goal = l.goal"
    "  and n.subgoal is null and n.level <> 'complete' and n.effective_at <= :at and n.recorded_at <= :known"
    "  and (n.effective_at, n.pos) > (l.effective_at, l.pos)) group by commitment, goal"
)
_VERSION = text("select source, min(pos) as pos from projection_checkpoint group by source order by source")


async def zone_of(connection: AsyncConnection, plan: str) -> ZoneInfo:
    """The time zone of a plan. Raises PlanUnknown."""
    body = await connection.scalar(_PLAN_ANY_TIME, {"plan": plan})
    if body is None:
        raise PlanUnknown(plan=plan)
    return ZoneInfo(body["time_zone"])


async def facts_of(connection: AsyncConnection, plan: str, moment: Moment) -> Facts:
    """Everything the record says of a plan as of `moment`. Raises PlanUnknown when nothing was known of it by then."""
    zone = await zone_of(connection, plan)
    moment.refuse_future(zone)
    at = moment.instant(zone)
    by = {"plan": plan, "at": at, "known": moment.known_at or FOR_EVER}
    plan_body = await connection.scalar(_PLAN, by)
    if plan_body is None:
        raise PlanUnknown(plan=plan)
    commitments = await _all(connection, _COMMITMENTS, by)
    acronyms = sorted({lead["institution"] for row in commitments for lead in row.body["leads"]})
    institutions = await _all(connection, _INSTITUTIONS, {"acronyms": acronyms, "known": by["known"]})
    completed = {(r.commitment, r.goal): r.completed_on for r in await _all(connection, _COMPLETED, by)}
    return Facts(
        plan=_with_every_theme(plan_body, await connection.scalar(_NEWEST_PLAN, by)),
        commitments=tuple(CommitmentDefined.model_validate(row.body | {"effective_at": None}) for row in commitments),
        goals=tuple(
            GoalDefined.model_validate(row.body | {"effective_at": None}) for row in await _all(connection, _GOALS, by)
        ),
        institutions={row.acronym: InstitutionRegistered.model_validate(row.body) for row in institutions},
        declared={
            row.commitment: LevelFact(level=Level(row.level), effective_on=row.effective_on)
            for row in await _all(connection, _DECLARED, by)
        },
        levels={
            (row.commitment, row.goal): LevelFact(
                level=Level(row.level),
                effective_on=row.effective_on,
                completed_on=completed.get((row.commitment, row.goal)),
            )
            for row in await _all(connection, _LEVELS, by)
        },
        version=await version_of(connection),
    )


def _with_every_theme(body: dict[str, Any], newest: dict[str, Any]) -> PlanDefined:
    """The plan, and the themes that were added later: what is in them holds from the beginning, and so do they."""
    known = {theme["number"] for theme in body["themes"]}
    later = [theme for theme in newest["themes"] if theme["number"] not in known]
    return PlanDefined.model_validate(body | {"themes": body["themes"] + later, "effective_at": None})


async def version_of(connection: AsyncConnection) -> dict[str, int]:
    """Up to which position of each service's log the read models have come."""
    return {row.source: row.pos for row in await connection.execute(_VERSION)}


async def _all(connection: AsyncConnection, query: TextClause, values: dict[str, Any]) -> Any:
    return (await connection.execute(query, values)).all()
