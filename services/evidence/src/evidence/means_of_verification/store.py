"""Rows of means of verification to the aggregate and back."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_events.dates import PlanDate
from constancia_events.evidence import FilePart
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from evidence.means_of_verification.aggregate import MeansOfVerification, Use, evidence_id
from evidence.means_of_verification.description import PLAIN, Description, Review
from evidence.means_of_verification.errors import EvidenceIdTaken, EvidenceNotFound
from evidence.means_of_verification.tables import means_of_verification, uses


async def load(connection: AsyncConnection, evidence: str) -> MeansOfVerification:
    """The means of verification of this id. Raises EvidenceNotFound."""
    found = await _select(connection, means_of_verification.c.id == evidence, lock=False)
    if not found:
        raise EvidenceNotFound(evidence=evidence)
    return found[0]


async def hold(tx: Transaction, url: str) -> MeansOfVerification:
    """The means of verification of this address, its row held until the transaction ends; a new one if need be.

    Raises EvidenceIdTaken.
    """
    evidence = evidence_id(url)
    # The row is made before it is held, so that of two who cite a new address at once the second waits for the first.
    made = upsert(means_of_verification).values(id=evidence, url=url, version=0)
    await tx.connection.execute(made.on_conflict_do_nothing())
    [held] = await _select(tx.connection, means_of_verification.c.id == evidence, lock=True)
    if held.url != url:
        raise EvidenceIdTaken(evidence=evidence)
    return held


async def hold_all(tx: Transaction, plan: str) -> list[MeansOfVerification]:
    """Everything that a plan cites or has cited, the rows held until the transaction ends."""
    of_plan = select(uses.c.evidence).where(uses.c.plan == plan)
    return await _select(tx.connection, means_of_verification.c.id.in_(of_plan), lock=True)


async def save(tx: Transaction, after: MeansOfVerification, before: MeansOfVerification) -> None:
    """Write one whose row this transaction holds; of its uses only what changed, and none is ever removed."""
    which = means_of_verification.c.id == after.id
    await tx.connection.execute(update(means_of_verification).where(which).values(version=after.version))
    for n, use in enumerate(after.uses, start=1):
        if n > len(before.uses) or before.uses[n - 1] != use:
            values = _values(use)
            statement = upsert(uses).values(evidence=after.id, n=n, **values)
            changed = statement.on_conflict_do_update(index_elements=["evidence", "n"], set_=values)
            await tx.connection.execute(changed)


async def _select(connection: AsyncConnection, which: ColumnElement[bool], *, lock: bool) -> list[MeansOfVerification]:
    query = select(means_of_verification).where(which).order_by(means_of_verification.c.id)
    rows = (await connection.execute(query.with_for_update() if lock else query)).all()
    used: dict[str, list[Use]] = defaultdict(list)
    of_rows = select(uses).where(uses.c.evidence.in_([row.id for row in rows])).order_by(uses.c.evidence, uses.c.n)
    for row in await connection.execute(of_rows):
        used[row.evidence].append(_use(row))
    return [
        MeansOfVerification(url=row.url, uses=tuple(used[row.id]), version=row.version, target=row.target)
        for row in rows
    ]


def _values(use: Use) -> dict[str, Any]:
    return {
        "plan": use.goal.plan,
        "commitment": use.goal.commitment,
        "goal": use.goal.goal,
        "subgoal": use.subgoal,
        "kind": use.kind.value,
        "order": use.order,
        "from_file": use.from_file,
        "cited_at": use.cited_at,
        "withdrawn_at": use.withdrawn_at,
        "described": _described(use.description),
        "review": use.review and {**asdict(use.review), "reviewed_at": use.review.reviewed_at.isoformat()},
    }


def _described(told: Description) -> dict[str, Any] | None:
    if told == PLAIN:
        return None
    file = None if told.file is None else told.file.model_dump()
    dated = None if told.dated is None else str(told.dated)
    return {
        "title": told.title,
        "dated": dated,
        "language": told.language,
        "access_note": told.access_note,
        "file": file,
    }


def _description(kept: dict[str, Any] | None) -> Description:
    if kept is None:
        return PLAIN
    dated = None if kept["dated"] is None else PlanDate.parse(kept["dated"])
    file = None if kept["file"] is None else FilePart.model_validate(kept["file"])
    return Description(**{**kept, "dated": dated, "file": file})


def _review(kept: dict[str, Any] | None) -> Review | None:
    if kept is None:
        return None
    return Review(**{**kept, "reviewed_at": datetime.fromisoformat(kept["reviewed_at"])})


def _use(row: Any) -> Use:
    return Use(
        goal=GoalKey.of(row.plan, row.commitment, row.goal),
        subgoal=row.subgoal,
        kind=EvidenceKind(row.kind),
        order=row.order,
        from_file=row.from_file,
        cited_at=row.cited_at,
        withdrawn_at=row.withdrawn_at,
        description=_description(row.described),
        review=_review(row.review),
    )
