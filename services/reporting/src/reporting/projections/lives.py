"""What is said of a plan as a whole over time: its states, and how its parts descend from those of earlier plans."""

from sqlalchemy import Column, Integer, Text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.commitments import LineageRetracted, LineageStated, PlanStateChanged
from constancia_events.event import Recorded
from reporting.projections.rows import BEGINNING, add_fact, body_of, fact_table

plan_states = fact_table("plan_states")
lineage_statements = fact_table("lineage_statements", Column("n", Integer, nullable=False))
lineage_statements.append_column(Column("from_plan", Text, nullable=False, index=True))
lineage_statements.append_column(Column("retracted_at", INSTANT))
lineage_statements.append_column(Column("retraction", JSONB))


async def plan_state_changed(connection: AsyncConnection, event: PlanStateChanged, recorded: Recorded) -> None:
    """A plan went on to another state of its life, or back."""
    await add_fact(connection, plan_states, recorded, {"plan": event.plan}, event.effective_at)


async def lineage_stated(connection: AsyncConnection, event: LineageStated, recorded: Recorded) -> None:
    """Something of a plan descends from something of an earlier one; it always did, whenever it is said."""
    keys = {"plan": event.plan, "n": event.n, "from_plan": event.from_plan}
    await add_fact(connection, lineage_statements, recorded, keys, BEGINNING)


async def lineage_retracted(connection: AsyncConnection, event: LineageRetracted, recorded: Recorded) -> None:
    """A statement of descent was taken back; that it was made stays on record."""
    rows = lineage_statements.c
    which = (rows.plan == event.plan, rows.n == event.n, rows.retracted_at.is_(None))
    values = {"retracted_at": recorded.recorded_at, "retraction": body_of(event)}
    await connection.execute(update(lineage_statements).where(*which).values(values))
