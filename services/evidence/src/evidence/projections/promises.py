"""The evidence service's own copy of who leads a commitment, and of which goals and subgoals there are."""

from dataclasses import dataclass

from sqlalchemy import Column, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import CommitmentDefined, GoalDefined
from constancia_events.event import Recorded
from constancia_events.keys import GoalKey
from evidence.metadata import metadata

commitment_leads = Table(
    "commitment_leads",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True, autoincrement=False),
    Column("institutions", ARRAY(Text), nullable=False),
)
known_goals = Table(
    "known_goals",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True, autoincrement=False),
    Column("goal", Integer, primary_key=True, autoincrement=False),
    Column("subgoals", ARRAY(Integer), nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedGoal:
    """A goal as far as the registry's events tell: who answers for it, and the numbers of its subgoals."""

    leads: frozenset[str]
    subgoals: frozenset[int]


async def commitment_defined(connection: AsyncConnection, event: CommitmentDefined, _recorded: Recorded) -> None:
    """A commitment is described anew, its leads with it."""
    key = {"plan": event.commitment.plan, "commitment": event.commitment.commitment}
    values = {"institutions": [lead.institution for lead in event.leads]}
    statement = insert(commitment_leads).values(**key, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def goal_defined(connection: AsyncConnection, event: GoalDefined, _recorded: Recorded) -> None:
    """A goal is described anew, its subgoals with it."""
    key = event.goal.model_dump()
    values = {"subgoals": [part.number for part in event.subgoals]}
    statement = insert(known_goals).values(**key, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def find(connection: AsyncConnection, goal: GoalKey) -> PromisedGoal | None:
    """The goal of this key; None where the registry has not told of it."""
    goals, leads = known_goals.c, commitment_leads.c
    query = (
        select(goals.subgoals, leads.institutions)
        .join_from(known_goals, commitment_leads, (leads.plan == goals.plan) & (leads.commitment == goals.commitment))
        .where(goals.plan == goal.plan, goals.commitment == goal.commitment, goals.goal == goal.goal)
    )
    row = (await connection.execute(query)).first()
    return None if row is None else PromisedGoal(leads=frozenset(row.institutions), subgoals=frozenset(row.subgoals))
