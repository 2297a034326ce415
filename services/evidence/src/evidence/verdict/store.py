"""Rows of standings to the aggregate and back, many at once: a checker writes hundreds of rounds together."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.transaction import Transaction
from constancia_events.checks import CheckFlag, CheckOutcome, EvidenceVerdict
from evidence.verdict.aggregate import Failure, Standing
from evidence.verdict.errors import NeverChecked
from evidence.verdict.tables import standings

_SAVE: Final = text(
    """
    update standings s set
        verdict = r.verdict, outcome = r.outcome, flags = r.flags, since = r.since, due_at = r.due_at,
        asked_at = case when r.answered then null else s.asked_at end,
        interval_seconds = r.interval_seconds, checked_at = r.checked_at, ok_at = r.ok_at, failures = r.failures,
        recoveries = r.recoveries, text_sha256 = r.text_sha256, body_sha256 = r.body_sha256,
        copy_wanted = r.copy_wanted, disputes = r.disputes, version = r.version
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(
        evidence text, verdict text, outcome text, flags text[], since timestamptz, due_at timestamptz,
        interval_seconds integer, checked_at timestamptz, ok_at timestamptz, failures jsonb, recoveries timestamptz[],
        text_sha256 text, body_sha256 text, copy_wanted boolean, disputes integer, version integer, answered boolean
    ) where s.evidence = r.evidence
    """
)


async def load(connection: AsyncConnection, evidence: str) -> Standing:
    """The standing of an address. Raises NeverChecked for what is not visited, an uploaded file for instance."""
    row = (await connection.execute(select(standings).where(standings.c.evidence == evidence))).first()
    if row is None:
        raise NeverChecked(evidence=evidence)
    return standing_of(row)


async def hold(tx: Transaction, evidence: Sequence[str]) -> dict[str, Standing]:
    """The standings of these addresses by id, their rows held until the transaction ends; in one order, for all."""
    query = select(standings).where(standings.c.evidence.in_(evidence)).order_by(standings.c.evidence)
    rows = await tx.connection.execute(query.with_for_update())
    return {row.evidence: standing_of(row) for row in rows}


async def save(tx: Transaction, after: Sequence[tuple[Standing, datetime | None]], *, answered: bool = False) -> None:
    """Write standings whose rows are held, each with when it is due; `answered` ends a wish for a check."""
    rows = [_values(standing, due_at) | {"answered": answered} for standing, due_at in after]
    await tx.connection.execute(_SAVE, {"rows": json.dumps(rows)})


def _values(standing: Standing, due_at: datetime | None) -> dict[str, Any]:
    return {
        "evidence": standing.evidence,
        "verdict": standing.verdict,
        "outcome": standing.outcome,
        "flags": sorted(standing.flags),
        "since": standing.since.isoformat(),
        "due_at": _iso(due_at),
        "interval_seconds": round(standing.interval.total_seconds()),
        "checked_at": _iso(standing.checked_at),
        "ok_at": _iso(standing.ok_at),
        "failures": [{"at": failure.at.isoformat(), "outcome": failure.outcome} for failure in standing.failures],
        "recoveries": [at.isoformat() for at in standing.recoveries],
        "text_sha256": standing.text_sha256,
        "body_sha256": standing.body_sha256,
        "copy_wanted": standing.copy_wanted,
        "disputes": standing.disputes,
        "version": standing.version,
    }


def standing_of(row: Any) -> Standing:
    """A row as the aggregate."""
    return Standing(
        evidence=row.evidence,
        url=row.url,
        site=row.site,
        since=row.since,
        verdict=EvidenceVerdict(row.verdict),
        outcome=None if row.outcome is None else CheckOutcome(row.outcome),
        flags=frozenset(map(CheckFlag, row.flags)),
        checked_at=row.checked_at,
        ok_at=row.ok_at,
        interval=timedelta(seconds=row.interval_seconds),
        failures=tuple(map(_failure, row.failures)),
        recoveries=tuple(row.recoveries),
        text_sha256=row.text_sha256,
        body_sha256=row.body_sha256,
        copy_wanted=row.copy_wanted,
        disputes=row.disputes,
        version=row.version,
    )


def _failure(kept: Mapping[str, str]) -> Failure:
    return Failure(at=datetime.fromisoformat(kept["at"]), outcome=CheckOutcome(kept["outcome"]))


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
