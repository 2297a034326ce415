"""Lists of the goals of a whole plan, by what they are chosen by."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Select, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.commitment.tables import commitment_leads, commitments
from commitments.filtering import Filter
from commitments.goal.aggregate import Goal
from commitments.goal.store import with_keys
from commitments.goal.tables import goals, progress_reports
from constancia_events.dates import PlanDate
from constancia_events.dependencies import Place
from constancia_events.timing import completed_since, timing
from constancia_events.vocabulary import Level, Timing

_g, _r, _l = goals.c, progress_reports.c, commitment_leads.c
_STATED = (
    select(_r.commitment, _r.goal, _r.level, _r.effective_on)
    .where(_r.subgoal.is_(None))
    .order_by(_r.commitment, _r.goal, _r.effective_at, _r.n)
)


async def page(  # noqa: PLR0913 - what is chosen by, and a page
    connection: AsyncConnection,
    plan: str,
    wanted: Filter,
    level: Level | None,
    when: Timing | None,
    *,
    day: date,
    after: Place,
    limit: int,
) -> list[Goal]:
    """At most `limit` goals of a plan by commitment and number, behind `after`; `day` is today in the plan's zone."""
    query = _chosen(plan, wanted, after)
    if level is None and when is None:
        rows = (await connection.execute(query.limit(limit))).all()
        return await with_keys(connection, plan, [(row.commitment, row.number) for row in rows])
    stated: dict[Place, list[tuple[Level, date]]] = defaultdict(list)
    for row in await connection.execute(_STATED.where(_r.plan == plan)):
        stated[row.commitment, row.goal].append((Level(row.level), row.effective_on))
    found = [
        (row.commitment, row.number)
        for row in await connection.execute(query)
        if _stands(stated[row.commitment, row.number], PlanDate(row.ends_on), level, when, day)
    ]
    return await with_keys(connection, plan, found[:limit])


def _stands(
    stated: list[tuple[Level, date]], ends_on: PlanDate, level: Level | None, when: Timing | None, day: date
) -> bool:
    """Whether a goal has the level and the timing that are asked for; nothing stated is not started."""
    present = stated[-1][0] if stated else Level.NOT_STARTED
    if level is not None and present is not level:
        return False
    stands = timing(present, ends_on=ends_on, completed_on=completed_since(stated), day=day)
    return when is None or stands is when


def _chosen(plan: str, wanted: Filter, after: Place) -> "Select[tuple[int, int, str]]":
    query = (
        select(_g.commitment, _g.number, _g.ends_on)
        .where(_g.plan == plan, tuple_(_g.commitment, _g.number) > tuple_(*after))
        .where(*wanted.occur_in(_g.folded))
        .order_by(_g.commitment, _g.number)
    )
    if wanted.theme is not None:
        parent = (commitments.c.plan == _g.plan, commitments.c.number == _g.commitment)
        query = query.where(exists().where(*parent, commitments.c.theme == wanted.theme))
    if wanted.institution is not None:
        lead = (_l.plan == _g.plan, _l.commitment == _g.commitment)
        query = query.where(exists().where(*lead, _l.institution == wanted.institution))
    return query
