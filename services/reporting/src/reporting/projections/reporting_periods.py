"""When leads were asked to report, and who had not reported when it was over."""

from sqlalchemy import Column, Integer
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import ReportingPeriodClosed, ReportingPeriodOpened
from constancia_events.event import Recorded
from reporting.projections.rows import add_fact, fact_table

reporting_periods = fact_table("reporting_periods", Column("number", Integer, nullable=False))
reporting_period_closings = fact_table("reporting_period_closings", Column("number", Integer, nullable=False))


async def reporting_period_opened(
    connection: AsyncConnection, event: ReportingPeriodOpened, recorded: Recorded
) -> None:
    """The leads of a plan are asked to report."""
    keys: dict[str, object] = {"plan": event.plan, "number": event.number}
    await add_fact(connection, reporting_periods, recorded, keys, recorded.recorded_at)


async def reporting_period_closed(
    connection: AsyncConnection, event: ReportingPeriodClosed, recorded: Recorded
) -> None:
    """No more reports are waited for."""
    keys: dict[str, object] = {"plan": event.plan, "number": event.number}
    await add_fact(connection, reporting_period_closings, recorded, keys, recorded.recorded_at)
