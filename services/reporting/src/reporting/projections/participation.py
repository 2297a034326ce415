"""Those who take part in a plan: the roundtable, working groups, meetings, and what was done as the IRM asked."""

from sqlalchemy import Column, Integer, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import (
    MeetingRecorded,
    MembershipChanged,
    RecommendationDefined,
    RecommendationFollowed,
    WorkingGroupDefined,
)
from constancia_events.event import Recorded
from reporting.projections.rows import add_fact, fact_table, holds_from

memberships = fact_table(
    "memberships", Column("working_group", Integer, nullable=False), Column("institution", Text, nullable=False)
)
"""`working_group` is 0 for the roundtable."""
working_groups = fact_table("working_groups", Column("number", Integer, nullable=False))
meetings = fact_table("meetings", Column("number", Integer, nullable=False))
recommendations = fact_table("recommendations", Column("letter", Text, nullable=False))
recommendation_follow_ups = fact_table("recommendation_follow_ups", Column("letter", Text, nullable=False))


async def membership_changed(connection: AsyncConnection, event: MembershipChanged, recorded: Recorded) -> None:
    """An institution joined or left."""
    keys = {"plan": event.plan, "working_group": event.working_group or 0, "institution": event.institution}
    await add_fact(connection, memberships, recorded, keys, holds_from(recorded))


async def working_group_defined(connection: AsyncConnection, event: WorkingGroupDefined, recorded: Recorded) -> None:
    """A working group is described anew."""
    keys: dict[str, object] = {"plan": event.plan, "number": event.number}
    await add_fact(connection, working_groups, recorded, keys, holds_from(recorded))


async def meeting_recorded(connection: AsyncConnection, event: MeetingRecorded, recorded: Recorded) -> None:
    """A meeting was called, held, moved or cancelled."""
    keys: dict[str, object] = {"plan": event.plan, "number": event.number}
    await add_fact(connection, meetings, recorded, keys, holds_from(recorded))


async def recommendation_defined(connection: AsyncConnection, event: RecommendationDefined, recorded: Recorded) -> None:
    """The IRM asked for something."""
    keys: dict[str, object] = {"plan": event.plan, "letter": event.letter}
    await add_fact(connection, recommendations, recorded, keys, holds_from(recorded))


async def recommendation_followed(
    connection: AsyncConnection, event: RecommendationFollowed, recorded: Recorded
) -> None:
    """Something was done about it; `done_on` says when, where it is known."""
    keys: dict[str, object] = {"plan": event.plan, "letter": event.letter}
    await add_fact(connection, recommendation_follow_ups, recorded, keys, recorded.recorded_at)
