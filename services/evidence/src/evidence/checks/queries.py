"""The history of an address: its checks, and what was so at any instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.checks import CheckOutcome, EvidenceVerdict
from evidence.checks.tables import checks

_UPHELD = text(
    "select settled_at from disputes where evidence = :evidence and upheld"
    " and settled_at > :after and settled_at <= :at order by settled_at desc limit 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What the record said at an instant, the checks around it, and the first one of all."""

    at: datetime
    verdict: EvidenceVerdict
    before: Any | None
    following: Any | None
    first_checked_at: datetime | None
    upheld_at: datetime | None
    """When a dispute was upheld that decided it, if one did."""


async def page(  # noqa: PLR0913 - what is asked for, and the page of it
    connection: AsyncConnection,
    evidence: str,
    *,
    before: datetime | None,
    since: datetime | None,
    outcomes: Sequence[CheckOutcome],
    limit: int,
) -> list[Any]:
    """At most `limit` checks, newest first, made before one instant and not before another."""
    query = select(checks).where(checks.c.evidence == evidence)
    if before is not None:
        query = query.where(checks.c.checked_at < before)
    if since is not None:
        query = query.where(checks.c.checked_at >= since)
    if outcomes:
        query = query.where(checks.c.outcome.in_(outcomes))
    return list(await connection.execute(query.order_by(checks.c.checked_at.desc()).limit(limit)))


async def then(connection: AsyncConnection, evidence: str, at: datetime) -> Then:
    """What the record said at an instant."""
    mine = select(checks).where(checks.c.evidence == evidence)
    at_or_before = mine.where(checks.c.checked_at <= at).order_by(checks.c.checked_at.desc()).limit(1)
    behind = mine.where(checks.c.checked_at > at).order_by(checks.c.checked_at).limit(1)
    before = (await connection.execute(at_or_before)).first()
    following = (await connection.execute(behind)).first()
    first = (await connection.execute(mine.order_by(checks.c.checked_at).limit(1))).first()
    verdict = EvidenceVerdict.UNKNOWN if before is None else EvidenceVerdict(before.verdict)
    upheld: datetime | None = None
    if before is not None:
        asked = {"evidence": evidence, "after": before.until, "at": at}
        upheld = await connection.scalar(_UPHELD, asked)
    return Then(
        at=at,
        verdict=EvidenceVerdict.LIVE if upheld is not None else verdict,
        before=before,
        following=following,
        first_checked_at=None if first is None else first.checked_at,
        upheld_at=upheld,
    )
