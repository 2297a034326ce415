"""From a plan and a moment to its clock: one way for the API and for the page."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.clock.queries import times_of
from reporting.clock.requirement import Answer, Row
from reporting.clock.rules import checklist_of, clock_of
from reporting.compliance.moment import Moment
from reporting.compliance.reading import Reader
from reporting.compliance.schemas import Compliance
from reporting.findings.queries import history_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """The clock of a plan as of `day`, with its figures."""

    compliance: Compliance
    day: date
    rows: list[Row]
    checklist: list[Answer]


async def read_clock(connection: AsyncConnection, reader: Reader, plan: str, moment: Moment) -> ClockReading:
    """The clock of a plan as of a moment. Raises PlanUnknown."""
    facts, compliance = await reader.read(connection, plan, moment)
    history = await history_of(connection, facts, moment)
    times = await times_of(connection, history, moment.instant(ZoneInfo(facts.plan.time_zone)))
    return ClockReading(compliance=compliance, day=history.day, rows=clock_of(times), checklist=checklist_of(times))
