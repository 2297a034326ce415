"""Writes checks down, many at once, and makes the months that they are kept in."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.checks import CheckFlag, EvidenceVerdict, OutcomeClass
from evidence.probing.probe import Probe

ENGINE: Final = "constancia 1"
_USUAL: Final = frozenset({CheckFlag.HTTP_ONLY, CheckFlag.TRUNCATED_BY_US})
"""Flags of addresses with which nothing is wrong that raw evidence would tell more of."""
_MONTHS_AHEAD: Final = 3
_LOCK: Final = text("select pg_advisory_xact_lock(hashtext('evidence/partitions'))")
_PARTITION: Final = (
    "create table if not exists checks_{name} partition of checks for values from ('{first}') to ('{next}')"
)
_INSERT: Final = text(
    """
    insert into checks (evidence, checked_at, until, stands_for, outcome, flags, verdict, counted, status, final_url,
                        took_ms, size, found_type, body_sha256, text_sha256, seen, engine)
    select evidence, checked_at, checked_at, 1, outcome, flags, verdict, counted, status, final_url,
           took_ms, size, found_type, body_sha256, text_sha256, seen, :engine
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(
        evidence text, checked_at timestamptz, outcome text, flags text[], verdict text, counted boolean,
        status integer, final_url text, took_ms integer, size integer, found_type text,
        body_sha256 text, text_sha256 text, seen jsonb
    ) on conflict do nothing
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check as it is kept: what was seen, and what the record said after it."""

    evidence: str
    probe: Probe
    verdict: EvidenceVerdict

    def values(self) -> dict[str, Any]:
        """The row as JSON. Raw evidence is kept where something failed or was odd."""
        probe = self.probe
        return {
            "evidence": self.evidence,
            "checked_at": probe.checked_at.isoformat(),
            "outcome": probe.outcome,
            "flags": sorted(probe.flags),
            "verdict": self.verdict,
            "counted": probe.outcome_class is not OutcomeClass.NEUTRAL,
            "status": probe.status,
            "final_url": _storable(probe.final_url) if probe.final_url != probe.url else None,
            "took_ms": probe.took_ms,
            "size": probe.size,
            "found_type": probe.found_type,
            "body_sha256": probe.body_sha256,
            "text_sha256": probe.text_sha256,
            "seen": None if probe.outcome_class is OutcomeClass.ALIVE and probe.flags <= _USUAL else _seen(probe),
        }


async def add(connection: AsyncConnection, checks: Sequence[Check]) -> None:
    """Write checks, of an instant and address once."""
    await connection.execute(_INSERT, {"rows": json.dumps([one.values() for one in checks]), "engine": ENGINE})


async def ensure_partitions(connection: AsyncConnection, now: datetime) -> None:
    """Make the tables of this month and the next three; what falls outside is kept in the default one."""
    await connection.execute(_LOCK)
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(_MONTHS_AHEAD + 1):
        following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        if not await connection.scalar(text("select to_regclass(:name)"), {"name": f"checks_{first:%Y_%m}"}):
            await _make_month(connection, first, following)
        first = following


async def _make_month(connection: AsyncConnection, first: datetime, following: datetime) -> None:
    """A month of its own, with the rows that the default table has of it."""
    values = {"first": first, "next": following}
    moved = text("create temp table moved on commit drop as select * from checks_default where false")
    await connection.execute(moved)
    taken = text(
        "with taken as (delete from checks_default where checked_at >= :first and checked_at < :next returning *)"
        " insert into moved select * from taken"
    )
    await connection.execute(taken, values)
    name = f"{first:%Y_%m}"
    await connection.execute(text(_PARTITION.format(name=name, first=first.isoformat(), next=following.isoformat())))
    await connection.execute(text("insert into checks select * from moved"))
    await connection.execute(text("drop table moved"))


def _seen(probe: Probe) -> dict[str, Any]:
    tls = probe.tls
    return {
        "hops": [[_storable(hop.url), hop.status, hop.address] for hop in probe.hops],
        "tls": tls
        and {
            "subject": _storable(tls.subject),
            "issuer": _storable(tls.issuer),
            "not_before": tls.not_before.isoformat(),
            "not_after": tls.not_after.isoformat(),
        },
        "headers": [[_storable(name), _storable(value)] for name, value in probe.headers[:40]],
        "head": base64.b64encode(probe.head).decode() if probe.head else None,
        "profiles": probe.profiles,
        "vantage": probe.vantage,
        "single_vantage": probe.single_vantage,
        "requests": probe.requests,
    }


def _storable(value: str | None) -> str | None:
    """A text that PostgreSQL can keep: without NUL and lone surrogates, and not endless."""
    if value is None:
        return None
    return value[:2_000].replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
