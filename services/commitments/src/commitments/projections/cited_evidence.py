"""The registry's own copy of what goals and subgoals cite as proof, for the evidence gate and for exports."""

from dataclasses import dataclass

from sqlalchemy import Column, Integer, Table, Text, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.metadata import metadata
from constancia_events.event import Recorded
from constancia_events.evidence import EvidenceCited, EvidenceWithdrawn
from constancia_events.keys import GoalKey

GOAL_ITSELF = 0
"""What stands for a subgoal where the goal itself cites: a primary key has no null."""

cited_evidence = Table(
    "cited_evidence",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("commitment", Integer, primary_key=True, autoincrement=False),
    Column("goal", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("evidence", Text, primary_key=True),
    # Null in rows that were made before these columns, until the projection has heard everything again.
    Column("url", Text),
    Column("kind", Text),
    Column("order", Integer),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A goal, or its subgoal, cites an address: `url` as printed."""

    commitment: int
    goal: int
    subgoal: int | None
    url: str
    kind: str


async def evidence_cited(connection: AsyncConnection, event: EvidenceCited, _recorded: Recorded) -> None:
    """A goal or subgoal cites an address."""
    said = {"url": event.url, "kind": event.kind.value, "order": event.order}
    statement = insert(cited_evidence).values(_key(event) | said)
    await connection.execute(statement.on_conflict_do_update(constraint=cited_evidence.primary_key, set_=said))


async def evidence_withdrawn(connection: AsyncConnection, event: EvidenceWithdrawn, _recorded: Recorded) -> None:
    """A goal or subgoal cites an address no longer."""
    which = [cited_evidence.c[name] == value for name, value in _key(event).items()]
    await connection.execute(delete(cited_evidence).where(*which))


async def is_cited(connection: AsyncConnection, goal: GoalKey, subgoal: int | None) -> bool:
    """Whether there is proof as far as the registry has heard: of a goal, what it or any of its subgoals cites.

    Of a subgoal, what it or its goal cites.
    """
    uses = cited_evidence.c
    found = exists().where(uses.plan == goal.plan, uses.commitment == goal.commitment, uses.goal == goal.goal)
    if subgoal is not None:
        found = found.where(or_(uses.part == subgoal, uses.part == GOAL_ITSELF))
    return bool(await connection.scalar(select(found)))


async def of_plan(connection: AsyncConnection, plan: str) -> list[Cited]:
    """What the goals of a plan cite as far as the registry has heard, each goal's in its order."""
    uses = cited_evidence.c
    query = select(cited_evidence).where(uses.plan == plan, uses.url.is_not(None))
    query = query.order_by(uses.commitment, uses.goal, uses.order, uses.evidence, uses.part)
    return [
        Cited(
            commitment=row.commitment,
            goal=row.goal,
            subgoal=None if row.part == GOAL_ITSELF else row.part,
            url=row.url,
            kind=row.kind,
        )
        for row in await connection.execute(query)
    ]


def _key(event: EvidenceCited | EvidenceWithdrawn) -> dict[str, str | int]:
    return {
        "plan": event.goal.plan,
        "commitment": event.goal.commitment,
        "goal": event.goal.goal,
        "part": GOAL_ITSELF if event.subgoal is None else event.subgoal,
        "evidence": event.evidence,
    }
