"""Rows of changes: they are added, and never changed."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import func, insert, select

from commitments.amendment.aggregate import Change
from commitments.amendment.tables import changes
from constancia_bus.transaction import Transaction


async def add(tx: Transaction, plan: str, made: Sequence[Change], *, institution: str | None) -> None:
    """Write what was changed of a plan whose row this transaction holds, in the order in which it was."""
    if not made:
        return
    last = await tx.connection.scalar(select(func.max(changes.c.n)).where(changes.c.plan == plan))
    rows = [
        {
            "plan": plan,
            "n": n,
            "kind": change.kind.value,
            "commitment": change.commitment,
            "goal": change.goal,
            "version": change.version,
            "at": tx.now,
            "institution": institution,
            "stated_by": tx.actor,
            "reason": change.reason,
            "fields": [asdict(field) for field in change.fields],
            "text": change.text,
            "in_log": change.in_log,
        }
        for n, change in enumerate(made, start=(last or 0) + 1)
    ]
    await tx.connection.execute(insert(changes), rows)
