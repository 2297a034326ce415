"""The way of a proposal so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.vocabulary import ProposalStep
from consultation.proposals.tables import proposal_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step with its reasons; `criteria` by SMART criterion. `decided_at` in UTC."""

    step: ProposalStep
    reason: dict[str, str] | None
    criteria: dict[str, Any] | None
    into: str | None
    commitment: int | None
    decided_at: datetime


async def steps_of(connection: AsyncConnection, comments: Sequence[str]) -> dict[str, list[Step]]:
    """The steps of these proposals, in their order."""
    query = select(proposal_steps).where(proposal_steps.c.comment.in_(comments))
    found: dict[str, list[Step]] = {}
    for row in await connection.execute(query.order_by(proposal_steps.c.comment, proposal_steps.c.number)):
        step = Step(
            step=ProposalStep(row.step),
            reason=row.reason,
            criteria=row.criteria,
            into=row.into,
            commitment=row.commitment,
            decided_at=row.decided_at,
        )
        found.setdefault(row.comment, []).append(step)
    return found
