"""Sections of a plan file that other services own, handed out by its key in pieces that fit a message."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.imports import store
from commitments.imports.errors import ImportNotFound
from commitments.plan.store import load as load_plan
from constancia_events.plan_file import PlanFile

PIECE_BYTES = 400_000
"""How much of a section one answer holds, so that it fits a message of NATS; a single item is always smaller."""


async def claim_section(
    connection: AsyncConnection, import_id: UUID, section: str, offset: int
) -> dict[str, Any] | None:
    """Items of a section from `offset`, as many as fit a message; None where there is no such file or section.

    `evidence`: `{plan, items: [{commitment, goal, subgoal, url, kind}], more}`.
    `consultation`: `{plan, time_zone, opens_on, closes_on, subject, workshop, items: [comment], more}`.
    """
    try:
        taken = await store.load(connection, import_id)
    except ImportNotFound:
        return None
    file = PlanFile.model_validate_json(taken.document)
    if section == "evidence":
        return {"plan": taken.plan} | _piece(_citations(file), offset)
    if section == "consultation" and file.consultation is not None:
        plan = await load_plan(connection, taken.plan)
        head = file.consultation.model_dump(mode="json", exclude={"comments"})
        comments = [comment.model_dump(mode="json") for comment in file.consultation.comments]
        return head | {"plan": taken.plan, "time_zone": plan.time_zone} | _piece(comments, offset)
    return None


def _citations(file: PlanFile) -> list[dict[str, Any]]:
    return [
        citation.model_dump(mode="json") | {"commitment": commitment.number, "goal": goal.number}
        for commitment in file.commitments
        for goal in commitment.goals
        for citation in goal.evidence
    ]


def _piece(items: list[dict[str, Any]], offset: int) -> dict[str, Any]:
    piece: list[dict[str, Any]] = []
    size = 0
    for item in items[offset:]:
        size += len(json.dumps(item, ensure_ascii=False).encode())
        if piece and size > PIECE_BYTES:
            break
        piece.append(item)
    return {"items": piece, "more": len(items) > offset + len(piece)}
