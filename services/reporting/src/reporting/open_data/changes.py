"""The latest changes of a plan's record, behind a cursor or newest first: what feeds are made from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.texts import TextMap
from constancia_events.vocabulary import Level

_CHANGES: Final = """
    select * from (
        select pos, recorded_at, 'progress' as kind, commitment, goal, subgoal, level, effective_on,
            said ->> 'institution' as institution, said -> 'narrative' as words from goal_levels where plan = :plan
        union all
        select pos, recorded_at, 'declaration', commitment, null, null, level, effective_on,
            said ->> 'institution', said -> 'narrative' from commitment_levels where plan = :plan
        union all
        select pos, recorded_at, 'amendment', null, null, null, null, null, null, body -> 'reason'
            from plan_definitions where plan = :plan and effective_at > '0001-01-02'
        union all
        select pos, recorded_at, 'amendment', commitment, null, null, null, null, null, body -> 'reason'
            from commitment_definitions where plan = :plan and effective_at > '0001-01-02'
        union all
        select pos, recorded_at, 'amendment', commitment, goal, null, null, null, null, body -> 'reason'
            from goal_definitions where plan = :plan and effective_at > '0001-01-02'
    ) changed
    where (cast(:commitments as int[]) is null or commitment = any(:commitments))
"""
_NEWEST: Final = text(f"{_CHANGES} order by pos desc limit :most")
_BEHIND: Final = text(f"{_CHANGES} and pos > :after order by pos limit :most")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was recorded; `position` is that of its event in the registry's log, `at` in UTC."""

    position: int
    at: datetime
    kind: str
    commitment: int | None
    goal: int | None
    subgoal: int | None
    level: Level | None
    effective_on: date | None
    institution: str | None
    words: TextMap | None


async def newest(connection: AsyncConnection, plan: str, *, commitments: list[int] | None, most: int) -> list[Change]:
    """The newest changes, of these commitments or of the whole plan, the newest first."""
    rows = await connection.execute(_NEWEST, {"plan": plan, "commitments": commitments, "most": most})
    return [_of(row) for row in rows]


async def behind(
    connection: AsyncConnection, plan: str, after: int, *, commitments: list[int] | None, most: int
) -> list[Change]:
    """The changes behind a position, the oldest first."""
    by = {"plan": plan, "after": after, "commitments": commitments, "most": most}
    return [_of(row) for row in await connection.execute(_BEHIND, by)]


def _of(row: Any) -> Change:
    return Change(
        position=row.pos,
        at=row.recorded_at,
        kind=row.kind,
        commitment=row.commitment,
        goal=row.goal,
        subgoal=row.subgoal,
        level=Level(row.level) if row.level else None,
        effective_on=row.effective_on,
        institution=row.institution,
        words=row.words,
    )
