"""Named figures, and every statement of their values."""

from sqlalchemy import Column, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import IndicatorDefined, IndicatorStated
from constancia_events.event import Recorded
from reporting.projections.rows import add_fact, fact_table, holds_from

indicators = fact_table("indicators", Column("key", Text, nullable=False))
indicator_statements = fact_table("indicator_statements", Column("key", Text, nullable=False))


async def indicator_defined(connection: AsyncConnection, event: IndicatorDefined, recorded: Recorded) -> None:
    """An indicator is described anew."""
    keys: dict[str, object] = {"plan": event.plan, "key": event.key}
    await add_fact(connection, indicators, recorded, keys, holds_from(recorded))


async def indicator_stated(connection: AsyncConnection, event: IndicatorStated, recorded: Recorded) -> None:
    """Somebody stated its value."""
    keys: dict[str, object] = {"plan": event.plan, "key": event.key}
    await add_fact(connection, indicator_statements, recorded, keys, event.effective_at)
