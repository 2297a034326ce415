"""The service's own copy of what the registry says: plans, institutions, commitments, and every change of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.tables import INSTANT
from constancia_events.commitments import (
    CommitmentDefined,
    GoalDefined,
    InstitutionRegistered,
    PlanDefined,
    ProgressReported,
)
from constancia_events.event import Recorded
from consultation.metadata import metadata

Texts = dict[str, str]

known_plans = Table(
    "known_plans",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("title", JSONB, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("themes", JSONB, nullable=False),  # number, as text, to title
)
known_institutions = Table(
    "known_institutions",
    metadata,
    Column("acronym", Text, primary_key=True),
    Column("name", JSONB, nullable=False),
)
known_commitments = Table(
    "known_commitments",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True, autoincrement=False),
    Column("theme", Integer, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("leads", ARRAY(Text), nullable=False),  # the coordinator first
)
registry_changes = Table(
    "registry_changes",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("plan", Text, nullable=False),
    Column("commitment", Integer, nullable=False),
    Column("goal", Integer),
    Column("changed_at", INSTANT, nullable=False),
)
Index("ix_registry_changes_of", registry_changes.c.plan, registry_changes.c.commitment, registry_changes.c.goal)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPlan:
    """A plan as far as it matters here; `themes` by number."""

    plan: str
    title: Texts
    time_zone: str
    languages: tuple[str, ...]
    themes: dict[int, Texts]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCommitment:
    """A commitment as far as it matters here; `leads` begins with the coordinator."""

    commitment: int
    theme: int
    title: Texts
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryChange:
    """A change of a commitment, or of one of its goals; `position` in the registry's log, `changed_at` in UTC."""

    position: int
    commitment: int
    goal: int | None
    changed_at: datetime


async def plan_defined(connection: AsyncConnection, event: PlanDefined, _recorded: Recorded) -> None:
    """A plan is described anew."""
    values = {
        "title": event.title,
        "time_zone": event.time_zone,
        "languages": event.languages,
        "themes": {str(theme.number): theme.title for theme in event.themes},
    }
    await _put(connection, known_plans, {"plan": event.plan}, values)


async def institution_registered(
    connection: AsyncConnection, event: InstitutionRegistered, _recorded: Recorded
) -> None:
    """An institution is described anew."""
    await _put(connection, known_institutions, {"acronym": event.acronym}, {"name": event.name})


async def commitment_defined(connection: AsyncConnection, event: CommitmentDefined, recorded: Recorded) -> None:
    """A commitment is described anew."""
    key = event.commitment.model_dump()
    values = {"theme": event.theme, "title": event.title, "leads": [lead.institution for lead in event.leads]}
    await _put(connection, known_commitments, key, values)
    await _add_change(connection, recorded, {**key, "goal": None})


async def goal_defined(connection: AsyncConnection, event: GoalDefined, recorded: Recorded) -> None:
    """A goal is described anew."""
    await _add_change(connection, recorded, event.goal.model_dump())


async def progress_reported(connection: AsyncConnection, event: ProgressReported, recorded: Recorded) -> None:
    """How far a goal has come was stated."""
    await _add_change(connection, recorded, event.goal.model_dump())


async def find_plan(connection: AsyncConnection, plan: str) -> KnownPlan | None:
    """The plan of this id; None where the registry has not told of it."""
    row = (await connection.execute(select(known_plans).where(known_plans.c.plan == plan))).first()
    if row is None:
        return None
    themes = {int(number): title for number, title in row.themes.items()}
    return KnownPlan(
        plan=row.plan, title=row.title, time_zone=row.time_zone, languages=tuple(row.languages), themes=themes
    )


async def commitments_of(connection: AsyncConnection, plan: str) -> dict[int, KnownCommitment]:
    """The commitments of a plan by number, in their order."""
    query = select(known_commitments).where(known_commitments.c.plan == plan).order_by(known_commitments.c.commitment)
    return {row.commitment: _commitment(row) for row in await connection.execute(query)}


async def find_commitment(connection: AsyncConnection, plan: str, commitment: int) -> KnownCommitment | None:
    """One commitment; None where the registry has not told of it."""
    of = known_commitments.c
    query = select(known_commitments).where(of.plan == plan, of.commitment == commitment)
    row = (await connection.execute(query)).first()
    return None if row is None else _commitment(row)


async def institution_names(connection: AsyncConnection) -> dict[str, Texts]:
    """What institutions are called, by acronym."""
    query = select(known_institutions).order_by(known_institutions.c.acronym)
    return {row.acronym: row.name for row in await connection.execute(query)}


async def find_change(
    connection: AsyncConnection, plan: str, commitment: int, goal: int | None, position: int | None
) -> RegistryChange | None:
    """The change at this position of the registry's log, or the newest of that commitment or goal; None: none."""
    of = registry_changes.c
    query = select(registry_changes).where(of.plan == plan, of.commitment == commitment)
    query = query.where(of.goal.is_(None) if goal is None else of.goal == goal)
    if position is not None:
        query = query.where(of.position == position)
    row = (await connection.execute(query.order_by(of.position.desc()).limit(1))).first()
    if row is None:
        return None
    return RegistryChange(position=row.position, commitment=row.commitment, goal=row.goal, changed_at=row.changed_at)


def _commitment(row: Any) -> KnownCommitment:
    return KnownCommitment(commitment=row.commitment, theme=row.theme, title=row.title, leads=tuple(row.leads))


async def _put(connection: AsyncConnection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    statement = insert(table).values(**key, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def _add_change(connection: AsyncConnection, recorded: Recorded, key: dict[str, Any]) -> None:
    values = {
        "position": recorded.position,
        "plan": key["plan"],
        "commitment": key["commitment"],
        "goal": key["goal"],
        "changed_at": recorded.occurred_at,
    }
    await connection.execute(insert(registry_changes).values(values).on_conflict_do_nothing())
