"""Tells the API processes, in the transaction that changed a read model, what has changed."""

import json
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.commitments import (
    AssessmentMade,
    CommitmentDefined,
    CommitmentLevelDeclared,
    GoalDefined,
    ProgressReported,
)
from constancia_events.event import Event, Recorded
from constancia_events.evidence import EvidenceCited, EvidenceWithdrawn, VerdictChanged

CHANNEL = "record_changed"
_NOTIFY = text("select pg_notify(:channel, :payload)")
_MOST_BYTES = 7_000
"""PostgreSQL takes 8,000 bytes in a notice."""

Change = dict[str, str | int]


async def announce(connection: AsyncConnection, applied: list[Recorded], source: str, position: int) -> None:
    """Notify once for a batch: `{source, position, changes: [{plan, commitment?, goal?, type}]}`, heard on commit."""
    head: dict[str, object] = {"source": source, "position": position}
    changes = _distinct(change for one in applied if (change := _change(one.event)))
    payload = json.dumps(head | {"changes": changes})
    if len(payload) > _MOST_BYTES:
        plans = _distinct({"plan": change["plan"], "type": "many"} for change in changes)
        payload = json.dumps(head | {"changes": plans})
    await connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})


def _change(event: Event) -> Change | None:
    name = event.type.split(".")[1]
    match event:
        case GoalDefined(goal=goal) | ProgressReported(goal=goal):
            return {"plan": goal.plan, "commitment": goal.commitment, "goal": goal.goal, "type": name}
        case EvidenceCited(goal=goal) | EvidenceWithdrawn(goal=goal):
            return {"plan": goal.plan, "commitment": goal.commitment, "goal": goal.goal, "type": name}
        case VerdictChanged(cited_by=[first, *_]):
            goal = first.goal
            return {"plan": goal.plan, "commitment": goal.commitment, "goal": goal.goal, "type": name}
        case CommitmentDefined(commitment=key) | CommitmentLevelDeclared(commitment=key):
            return {"plan": key.plan, "commitment": key.commitment, "type": name}
        case AssessmentMade(plan=plan, commitment=commitment):
            return {"plan": plan, "commitment": commitment, "type": name}
    of_plan: str | None = getattr(event, "plan", None)
    return {"plan": of_plan, "type": name} if of_plan else None


def _distinct(changes: Iterable[Change]) -> list[Change]:
    return list({json.dumps(change): change for change in changes}.values())
