"""Rows of assessments."""

from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.assessment.aggregate import Assessment
from commitments.assessment.tables import assessments
from commitments.commitment.errors import CommitmentNotFound
from commitments.commitment.tables import commitments
from constancia_bus.transaction import Transaction
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import AssessedLevel, AssessmentSource, Verdict

_a = assessments.c


async def next_number(tx: Transaction, key: CommitmentKey) -> int:
    """The number of a commitment's next assessment; nobody else makes one of it until the transaction ends.

    Its row is held lightly, since nothing of it is changed. Raises CommitmentNotFound.
    """
    which = (commitments.c.plan == key.plan, commitments.c.number == key.commitment)
    held = select(commitments.c.number).where(*which).with_for_update(key_share=True)
    if await tx.connection.scalar(held) is None:
        raise CommitmentNotFound(plan=key.plan, commitment=key.commitment)
    last = await tx.connection.scalar(
        select(func.max(_a.n)).where(_a.plan == key.plan, _a.commitment == key.commitment)
    )
    return 1 if last is None else int(last) + 1


async def every(connection: AsyncConnection, key: CommitmentKey, goal: int | None) -> list[Assessment]:
    """All assessments of a commitment and its goals, or of one goal alone, in the order in which they were made."""
    return [_assessment(row) for row in await connection.execute(_of(key, goal))]


async def page(
    connection: AsyncConnection, key: CommitmentKey, goal: int | None, *, after: int, limit: int
) -> list[Assessment]:
    """At most `limit` of them, behind the n-th."""
    query = _of(key, goal).where(_a.n > after).limit(limit)
    return [_assessment(row) for row in await connection.execute(query)]


async def add(tx: Transaction, made: Assessment) -> None:
    """Write a new assessment of a commitment whose row this transaction holds; it is never changed."""
    values: dict[str, Any] = {
        "plan": made.commitment.plan,
        "commitment": made.commitment.commitment,
        "n": made.n,
        "goal": made.goal,
        "subgoal": made.subgoal,
        "source": made.source.value,
        "institution": made.institution,
        "working_group": made.working_group,
        "report": made.report,
        "verdict": None if made.verdict is None else made.verdict.value,
        "level": None if made.level is None else made.level.value,
        "reason": made.reason,
        "effective_on": made.effective_on,
        "effective_at": made.effective_at,
        "stated_at": made.stated_at,
        "stated_by": made.stated_by,
    }
    await tx.connection.execute(insert(assessments).values(values))


def _of(key: CommitmentKey, goal: int | None) -> Select[Any]:
    query = select(assessments).where(_a.plan == key.plan, _a.commitment == key.commitment).order_by(_a.n)
    return query if goal is None else query.where(_a.goal == goal)


def _assessment(row: Any) -> Assessment:
    return Assessment(
        commitment=CommitmentKey(plan=row.plan, commitment=row.commitment),
        goal=row.goal,
        subgoal=row.subgoal,
        n=row.n,
        source=AssessmentSource(row.source),
        institution=row.institution,
        working_group=row.working_group,
        report=row.report,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        level=None if row.level is None else AssessedLevel(row.level),
        reason=row.reason,
        effective_on=row.effective_on,
        effective_at=row.effective_at,
        stated_at=row.stated_at,
        stated_by=row.stated_by,
    )
