"""The past plans of every country as IRM found them: the newest figures of each."""

from sqlalchemy import BigInteger, Column, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments.irm import PastPlanAssessed
from constancia_events.event import Recorded
from reporting.metadata import metadata

_SHARE = Numeric(5, 2)

past_plans = Table(
    "past_plans",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("country", Text, nullable=False),
    Column("code", Text),
    Column("commitments", Integer, nullable=False),
    Column("high_completion", _SHARE, nullable=False),
    Column("transformative", _SHARE, nullable=False),
    Column("relevant", _SHARE, nullable=False),
    Column("high_completion_count", Integer, nullable=False),
    Column("transformative_count", Integer, nullable=False),
    Column("relevant_count", Integer, nullable=False),
    Column("starred", Integer, nullable=False),
    Column("formula", Text),
    Column("pos", BigInteger, nullable=False),
)


async def past_plan_assessed(connection: AsyncConnection, event: PastPlanAssessed, recorded: Recorded) -> None:
    """A table was loaded in which the figures of this plan are new, or differ from before."""
    values = event.model_dump(exclude={"counts"}) | {
        "formula": None if event.formula is None else event.formula.value,
        "high_completion_count": event.counts.high_completion,
        "transformative_count": event.counts.transformative,
        "relevant_count": event.counts.relevant,
        "pos": recorded.position,
    }
    adding = insert(past_plans).values(values)
    keys = ["slug", "number"]
    newer = {name: value for name, value in values.items() if name not in keys}
    replacing = adding.on_conflict_do_update(
        index_elements=keys, set_=newer, where=past_plans.c.pos < recorded.position
    )
    await connection.execute(replacing)
