"""Whose turn it is: sites are leased, so that any number of checkers share the work and a killed one loses nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.vocabulary import EvidenceKind
from constancia_urls.reading import read
from evidence.probing.probe import Ask
from evidence.verdict.aggregate import Standing
from evidence.verdict.rules import VerdictRules
from evidence.verdict.store import standing_of

_TAKE: Final = text(
    """
    with free as (
        select site from sites where ready_at <= :now order by ready_at limit :limit for update skip locked
    )
    update sites s set ready_at = :until, lease = :lease from free where s.site = free.site
    returning s.site, s.latency_ms, s.failures
    """
)
_DUE: Final = text(
    """
    select due.*, m.url as printed, (
        select u.kind from uses u where u.evidence = due.evidence and u.withdrawn_at is null order by u.n limit 1
    ) as kind
    from unnest(cast(:sites as text[])) as mine(site)
    cross join lateral (
        select * from standings s where s.site = mine.site and s.due_at <= :now order by s.due_at limit :limit
    ) due join means_of_verification m on m.id = due.evidence
    """
)
_HOLD: Final = text(
    "select site from sites where lease = :lease and site = any(cast(:sites as text[])) and ready_at > :now"
    " order by site for update"
)
_RELEASE: Final = text(
    """
    update sites s set lease = null, latency_ms = r.latency_ms, failures = r.failures, rests_until = r.rests_until,
        ready_at = greatest(r.rests_until, (select min(d.due_at) from standings d where d.site = s.site))
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(
        site text, lease uuid, latency_ms double precision, failures integer, rests_until timestamptz
    ) where s.site = r.site and s.lease = r.lease
    """
)
_NEXT: Final = text("select min(ready_at) from sites where lease is null")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An address whose turn it is."""

    standing: Standing
    ask: Ask
    was_seen: bool
    """Whether it ever answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A site that is ours until `until`, with some of its due addresses."""

    site: str
    lease: UUID
    until: datetime
    latency_ms: float | None
    failures: int
    due: tuple[Due, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """How a site was left."""

    site: str
    lease: UUID
    latency_ms: float | None
    failures: int
    rests_until: datetime


async def take(  # noqa: PLR0913 - how much, for how long, by which rules
    connection: AsyncConnection, now: datetime, *, sites: int, addresses: int, seconds: float, rules: VerdictRules
) -> list[Lease]:
    """At most so many sites that have waited longest, and of each the addresses that have. In one transaction."""
    lease, until = uuid4(), now + timedelta(seconds=seconds)
    asked = {"now": now, "until": until, "lease": lease, "limit": sites}
    taken = (await connection.execute(_TAKE, asked)).all()
    if not taken:
        return []
    wanted = {"sites": [row.site for row in taken], "now": now, "limit": addresses}
    due: dict[str, list[Due]] = {row.site: [] for row in taken}
    for row in await connection.execute(_DUE, wanted):
        due[row.site].append(_due(row, now, rules))
    return [
        Lease(
            site=row.site,
            lease=lease,
            until=until,
            latency_ms=row.latency_ms,
            failures=row.failures,
            due=tuple(due[row.site]),
        )
        for row in taken
    ]


async def hold(connection: AsyncConnection, lease: UUID, sites: Sequence[str], now: datetime) -> frozenset[str]:
    """Those of the sites that are still ours; nobody takes them until the transaction ends."""
    found = await connection.execute(_HOLD, {"lease": lease, "sites": list(sites), "now": now})
    return frozenset(found.scalars())


async def release(connection: AsyncConnection, released: Sequence[Released]) -> None:
    """Let sites go: each has its turn again when its first address is due and its rest is over."""
    rows = [
        {
            "site": one.site,
            "lease": str(one.lease),
            "latency_ms": one.latency_ms,
            "failures": one.failures,
            "rests_until": one.rests_until.isoformat(),
        }
        for one in released
    ]
    await connection.execute(_RELEASE, {"rows": json.dumps(rows)})


async def next_turn(connection: AsyncConnection) -> datetime | None:
    """When the first site has its turn; None where none has."""
    found: datetime | None = await connection.scalar(_NEXT)
    return found


def _due(row: Any, now: datetime, rules: VerdictRules) -> Due:
    standing = standing_of(row)
    ask = Ask(
        url=row.url,
        kind=EvidenceKind(row.kind or EvidenceKind.PAGE),
        fragment=read(row.printed).fragment,
        text_sha256=row.text_sha256,
        confirm=standing.wants_confirmation(now, rules),
    )
    return Due(standing=standing, ask=ask, was_seen=row.ok_at is not None)
