"""The registry's facts with both their times: from when each counts (`effective_at`) and when it was recorded.

Rows are only ever added, one for an event, so that the record as of any instant can be read (`compliance.queries`).
"""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.commitments import (
    CommitmentDefined,
    CommitmentLevelDeclared,
    GoalDefined,
    InstitutionRegistered,
    PlanDefined,
    ProgressReported,
)
from constancia_events.event import Recorded
from reporting.metadata import metadata
from reporting.projections.rows import BEGINNING

plan_definitions = Table(
    "plan_definitions",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False, index=True),
    Column("effective_at", INSTANT, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("body", JSONB, nullable=False),
)
institution_definitions = Table(
    "institution_definitions",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("acronym", Text, nullable=False, index=True),
    Column("recorded_at", INSTANT, nullable=False),
    Column("body", JSONB, nullable=False),
)
commitment_definitions = Table(
    "commitment_definitions",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("body", JSONB, nullable=False),
)
goal_definitions = Table(
    "goal_definitions",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("goal", Integer, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("body", JSONB, nullable=False),
)
commitment_levels = Table(
    "commitment_levels",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("said", JSONB),
)
goal_levels = Table(
    "goal_levels",
    metadata,
    Column("pos", BigInteger, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("goal", Integer, nullable=False),
    Column("subgoal", Integer),
    Column("level", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("effective_at", INSTANT, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("said", JSONB),
)
for _table, _key in (
    (commitment_definitions, ("plan", "commitment")),
    (goal_definitions, ("plan", "commitment", "goal")),
    (commitment_levels, ("plan", "commitment")),
    (goal_levels, ("plan", "commitment", "goal", "subgoal")),
):
    Index(f"ix_{_table.name}_as_of", *(_table.c[name] for name in (*_key, "effective_at", "pos")))


_ADD = {
    table.name: insert(table).on_conflict_do_nothing()
    for table in (
        plan_definitions,
        institution_definitions,
        commitment_definitions,
        goal_definitions,
        commitment_levels,
        goal_levels,
    )
}
"""Made once: building a statement costs as much as running it."""


async def plan_defined(connection: AsyncConnection, event: PlanDefined, recorded: Recorded) -> None:
    """A plan is described anew."""
    values = {"plan": event.plan, "effective_at": event.effective_at or BEGINNING, "body": _body(event)}
    await _add(connection, plan_definitions, recorded, values)


async def institution_registered(connection: AsyncConnection, event: InstitutionRegistered, recorded: Recorded) -> None:
    """An institution is described anew."""
    await _add(connection, institution_definitions, recorded, {"acronym": event.acronym, "body": _body(event)})


async def commitment_defined(connection: AsyncConnection, event: CommitmentDefined, recorded: Recorded) -> None:
    """A commitment is described anew."""
    values = {
        "plan": event.commitment.plan,
        "commitment": event.commitment.commitment,
        "effective_at": event.effective_at or BEGINNING,
        "body": _body(event),
    }
    await _add(connection, commitment_definitions, recorded, values)


async def goal_defined(connection: AsyncConnection, event: GoalDefined, recorded: Recorded) -> None:
    """A goal is described anew."""
    values = {
        "plan": event.goal.plan,
        "commitment": event.goal.commitment,
        "goal": event.goal.goal,
        "effective_at": event.effective_at or BEGINNING,
        "body": _body(event),
    }
    await _add(connection, goal_definitions, recorded, values)


async def commitment_level_declared(
    connection: AsyncConnection, event: CommitmentLevelDeclared, recorded: Recorded
) -> None:
    """A lead stated the level of a whole commitment."""
    values = {
        "plan": event.commitment.plan,
        "commitment": event.commitment.commitment,
        "level": event.level.value,
        "effective_on": event.effective_on,
        "effective_at": event.effective_at,
        "said": _said(event, "institution", "narrative", "reason"),
    }
    await _add(connection, commitment_levels, recorded, values)


async def progress_reported(connection: AsyncConnection, event: ProgressReported, recorded: Recorded) -> None:
    """A lead stated the level of a goal or subgoal."""
    values = {
        "plan": event.goal.plan,
        "commitment": event.goal.commitment,
        "goal": event.goal.goal,
        "subgoal": event.subgoal,
        "level": event.level.value,
        "effective_on": event.effective_on,
        "effective_at": event.effective_at,
        "said": _said(event, "n", "institution", "narrative", "next_steps", "challenges", "reason"),
    }
    await _add(connection, goal_levels, recorded, values)


def _body(
    event: PlanDefined | InstitutionRegistered | CommitmentDefined | GoalDefined,
) -> dict[str, object]:
    return event.model_dump(mode="json", exclude={"effective_at"})


def _said(event: CommitmentLevelDeclared | ProgressReported, *fields: str) -> dict[str, object] | None:
    """What came with a level, for the pages alone that show it; null where nothing did."""
    said = event.model_dump(mode="json", include=set(fields))
    return {name: value for name, value in said.items() if value is not None} or None


async def _add(connection: AsyncConnection, table: Table, recorded: Recorded, values: dict[str, object]) -> None:
    """Add the row of one event; a second time it is there already."""
    row = {"pos": recorded.position, "recorded_at": recorded.recorded_at, **values}
    await connection.execute(_ADD[table.name], row)
