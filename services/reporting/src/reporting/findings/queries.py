"""Reads what findings are drawn from; none of it is read for figures alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import MeetingRecorded
from constancia_events.vocabulary import EvidenceKind, Level, MeetingStatus, PlanState
from reporting.compliance.facts import Facts
from reporting.compliance.moment import Moment
from reporting.consultations.queries import hearings_of
from reporting.findings.facts import Checked, History, Place, Stated, Use
from reporting.indicators.queries import indicators_of
from reporting.projections.rows import BEGINNING

K = TypeVar("K")
FILE_PREFIX = "urn:sha256:"
"""How the address of an uploaded file begins: it cannot rot."""

_BY = "plan = :plan and effective_at <= :at"
_LEVELS = text(
    "select commitment, goal, subgoal, level, effective_on, effective_at, pos from goal_levels"  # noqa: S608 - constants
    f" where {_BY} order by effective_at, pos"
)
_DECLARED = text(
    "select commitment, level, effective_on, effective_at, pos from commitment_levels"  # noqa: S608 - constants
    f" where {_BY} order by effective_at, pos"
)
_USES = text(
    "select evidence, url, kind, commitment, goal, subgoal, withdrawn_at from evidence_uses where plan = :plan"
    " order by commitment, goal, place, pos"
)
_CHECKED = text(
    """
    select evidence,
        (array_agg(case when body ->> 'verdict' = 'dead' then said_at end order by pos desc)
            filter (where kind = 'verdict_changed'))[1] as dead_since,
        count(*) filter (where kind = 'copy_captured') as copies,
        count(*) filter (where kind = 'copy_dropped') as dropped,
        max(body ->> 'target') filter (where kind = 'address_resolved') as target
    from evidence_facts where evidence = any(:evidence) and said_at <= :at group by evidence
    """
)
_MEETINGS = text(
    f"select distinct on (number) body from meetings where {_BY} order by number, effective_at desc, pos desc"  # noqa: S608
)
_STATE = text(f"select body ->> 'state' from plan_states where {_BY} order by effective_at desc, pos desc limit 1")  # noqa: S608
_FROM = "case when effective_at > :beginning then effective_at end as since"
"""From when a description counts; null from the beginning, which asyncpg gives back without its zone."""
_AMENDED = f"where {_BY} and effective_at > :beginning"
_GOAL_DATES = text(
    f"select commitment, goal, {_FROM}, body -> 'starts_on' as a, body -> 'ends_on' as b,"  # noqa: S608 - constants
    " body -> 'template_starts_on' as c, body -> 'template_ends_on' as d,"
    " body -> 'subgoals' as parts"
    f" from goal_definitions where {_BY} and (commitment, goal) in"
    f" (select commitment, goal from goal_definitions {_AMENDED}) order by effective_at, pos"
)
_COMMITMENT_DATES = text(
    f"select commitment, {_FROM}, body -> 'starts_on' as a, body -> 'ends_on' as b"  # noqa: S608 - constants
    f" from commitment_definitions where {_BY} and commitment in"
    f" (select commitment from commitment_definitions {_AMENDED}) order by effective_at, pos"
)
_PLAN_DATES = text(
    f"select {_FROM}, body -> 'ends_on' as a from plan_definitions where {_BY} order by effective_at, pos"  # noqa: S608
)


async def history_of(connection: AsyncConnection, facts: Facts, moment: Moment) -> History:
    """A plan as of `moment` with its past."""
    zone = ZoneInfo(facts.plan.time_zone)
    plan, at = facts.plan.plan, moment.instant(zone)
    by = {"plan": plan, "at": at}
    ever = {**by, "beginning": BEGINNING}
    uses = (await connection.execute(_USES, {"plan": plan})).all()
    goals = (await connection.execute(_GOAL_DATES, ever)).all()
    commitments = (await connection.execute(_COMMITMENT_DATES, ever)).all()
    plans = (await connection.execute(_PLAN_DATES, ever)).all()
    return History(
        record=facts,
        day=moment.day(zone),
        levels=await _levels(connection, by),
        declared=await _declared(connection, by),
        # Nobody printed since when an address was cited, so it counts for any time before it was withdrawn.
        uses=tuple(
            Use(
                url=row.url,
                commitment=row.commitment,
                goal=row.goal,
                subgoal=row.subgoal,
                evidence=row.evidence,
                kind=EvidenceKind(row.kind),
                is_file=row.url.startswith(FILE_PREFIX),
            )
            for row in uses
            if row.withdrawn_at is None or row.withdrawn_at > at
        ),
        withdrawn_on={
            (row.commitment, row.goal): row.withdrawn_at.astimezone(zone).date()
            for row in sorted((row for row in uses if row.withdrawn_at), key=lambda row: row.withdrawn_at)
            if row.withdrawn_at <= at
        },
        checked=await _checked(connection, {row.evidence for row in uses}, at, zone),
        indicators=await indicators_of(connection, plan, at),
        dates_since=_since(
            (((row.commitment, row.goal), (row.a, row.b, row.c, row.d, _parts(row.parts)), row.since) for row in goals),
            zone,
        ),
        commitment_dates_since=_since(((row.commitment, (row.a, row.b), row.since) for row in commitments), zone),
        plan_dates_since=_since(((plan, row.a, row.since) for row in plans), zone).get(plan),
        meetings=await _held(connection, by, moment.day(zone)),
        hearings=tuple(await hearings_of(connection, plan, at)),
        is_closed=await connection.scalar(_STATE, by) == PlanState.CLOSED,
    )


async def _held(connection: AsyncConnection, by: dict[str, Any], day: date) -> tuple[MeetingRecorded, ...]:
    meetings = [MeetingRecorded.model_validate(body) for body in await connection.scalars(_MEETINGS, by)]
    return tuple(one for one in meetings if one.status is MeetingStatus.HELD and one.held_on <= day)


async def _checked(
    connection: AsyncConnection, evidence: Collection[str], at: datetime, zone: ZoneInfo
) -> dict[str, Checked]:
    """What was known by `at` of these addresses, of those of which anything was."""
    asked = {"evidence": sorted(evidence), "at": at}
    return {
        row.evidence: Checked(
            dead_since=row.dead_since.astimezone(zone).date() if row.dead_since else None,
            has_copy=row.copies > row.dropped,
            target=row.target,
        )
        for row in await connection.execute(_CHECKED, asked)
    }


async def _levels(connection: AsyncConnection, by: dict[str, Any]) -> dict[Place, tuple[Stated, ...]]:
    found: dict[Place, list[Stated]] = defaultdict(list)
    for row in await connection.execute(_LEVELS, by):
        found[row.commitment, row.goal, row.subgoal].append(_stated(row))
    return {place: tuple(stated) for place, stated in found.items()}


async def _declared(connection: AsyncConnection, by: dict[str, Any]) -> dict[int, tuple[Stated, ...]]:
    found: dict[int, list[Stated]] = defaultdict(list)
    for row in await connection.execute(_DECLARED, by):
        found[row.commitment].append(_stated(row))
    return {commitment: tuple(stated) for commitment, stated in found.items()}


def _stated(row: Row[Any]) -> Stated:
    return Stated(level=Level(row.level), effective_on=row.effective_on, at=row.effective_at, position=row.pos)


def _parts(subgoals: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(part["number"], part["starts_on"], part["ends_on"]) for part in subgoals]


def _since(described: Iterable[tuple[K, Any, datetime | None]], zone: ZoneInfo) -> dict[K, date]:
    """Since when each thing has the dates that it has now; what had them from the beginning is left out."""
    since: dict[K, datetime | None] = {}
    before: dict[K, Any] = {}
    for key, dates, counts_from in described:
        if key not in before or before[key] != dates:
            before[key], since[key] = dates, counts_from
    return {key: at.astimezone(zone).date() for key, at in since.items() if at is not None}
