"""What a working group or the IRM judged of goals and commitments; every judgement is kept."""

from sqlalchemy import Column, Integer
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import AssessmentMade
from constancia_events.event import Recorded
from reporting.projections.rows import add_fact, fact_table

assessments = fact_table("assessments", Column("commitment", Integer, nullable=False))


async def assessment_made(connection: AsyncConnection, event: AssessmentMade, recorded: Recorded) -> None:
    """A working group or the IRM judged something."""
    keys: dict[str, object] = {"plan": event.plan, "commitment": event.commitment}
    await add_fact(connection, assessments, recorded, keys, event.effective_at)
