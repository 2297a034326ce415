"""Reads the consultations of a plan as of an instant."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.consultations.facts import Hearing, folded
from reporting.projections.consultation_facts import consultation_facts


async def hearings_of(connection: AsyncConnection, plan: str, at: datetime) -> list[Hearing]:
    """The consultations of a plan as they stood at `at`, with what had become of each comment by then."""
    of = consultation_facts.c
    query = select(of.kind, of.body).where(of.plan == plan, of.effective_at <= at)
    rows = await connection.execute(query.order_by(of.pos))
    return folded((row.kind, row.body) for row in rows)
