"""Who may speak for the working groups that follow a commitment."""

from collections import defaultdict
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.keys import CommitmentKey

_SPEAKING = text(
    "select g.number, unnest(g.convened_by) as institution from working_groups g"
    " where g.plan = :plan and :commitment = any(g.commitments)"
    " union select g.number, p.institution from working_groups g"
    " join membership_periods p on p.plan = g.plan and p.working_group = g.number"
    " where g.plan = :plan and :commitment = any(g.commitments)"
    " and coalesce(p.joined_on, :today) <= :today and coalesce(p.left_on, :today) >= :today"
)


async def speaking_for(connection: AsyncConnection, key: CommitmentKey, *, today: date) -> dict[int, frozenset[str]]:
    """By number of each group that follows the commitment: its conveners, and its members on that day."""
    speaking: dict[int, set[str]] = defaultdict(set)
    for row in await connection.execute(_SPEAKING, {**key.model_dump(), "today": today}):
        speaking[row.number].add(row.institution)
    return {number: frozenset(institutions) for number, institutions in speaking.items()}
