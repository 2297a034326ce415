"""A newly cited address gets a standing, and its first visit; one that nobody cites any more is left in peace."""

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from constancia_bus.transaction import Transaction
from constancia_events.checks import CheckOutcome, EvidenceVerdict
from constancia_events.evidence import RestsOnPart, VerdictChanged
from constancia_urls.reading import Reading, read
from evidence.checking.tables import sites
from evidence.verdict import queries
from evidence.verdict.rules import DEFAULT
from evidence.verdict.tables import standings

FILE_PREFIX: Final = "urn:sha256:"
_MISSING: Final = text(
    "select m.id, m.url from means_of_verification m left join standings s on s.evidence = m.id"
    " where s.evidence is null and m.url not like :files and exists"
    " (select from uses u where u.evidence = m.id and u.withdrawn_at is null) order by m.id limit :limit"
)
_WAKE: Final = text(
    "update standings set due_at = :now where evidence = :evidence and due_at is null and site is not null"
    " returning site"
)
_REST: Final = text("update standings set due_at = null where evidence = :evidence")


async def begin(tx: Transaction, evidence: str, printed: str) -> None:
    """Have an address visited as soon as its site's turn comes; an address that is none is invalid at once."""
    if printed.startswith(FILE_PREFIX):
        return
    site = await tx.connection.scalar(_WAKE, {"now": tx.now, "evidence": evidence})
    if site is not None:
        await make_ready(tx, site)
        return
    reading = read(printed)
    values: dict[str, Any] = {
        "evidence": evidence,
        "url": reading.url or printed,
        "site": reading.site,
        "verdict": EvidenceVerdict.UNKNOWN if reading.url else EvidenceVerdict.INVALID,
        "outcome": None if reading.url else _fault(reading),
        "flags": [],
        "since": tx.now,
        "due_at": tx.now if reading.url else None,
        "interval_seconds": 0,
        "failures": [],
        "recoveries": [],
        "copy_wanted": False,
        "disputes": 0,
        "version": 0 if reading.url else 1,
    }
    made = insert(standings).values(values).on_conflict_do_nothing().returning(standings.c.evidence)
    if await tx.connection.scalar(made) is None:
        return
    if reading.site is not None and reading.url is not None:
        await make_ready(tx, reading.site)
    else:
        await _say_invalid(tx, evidence, _fault(reading))


async def rest(tx: Transaction, evidence: str) -> None:
    """Visit it no longer."""
    await tx.connection.execute(_REST, {"evidence": evidence})


async def begin_missing(tx: Transaction, *, limit: int) -> int:
    """Begin with addresses that were cited before there was a checker; says with how many."""
    rows = (await tx.connection.execute(_MISSING, {"files": f"{FILE_PREFIX}%", "limit": limit})).all()
    for row in rows:
        await begin(tx, row.id, row.url)
    return len(rows)


async def make_ready(tx: Transaction, site: str) -> None:
    """Give a site its turn now; whoever holds it sees by itself what is due."""
    wanted = insert(sites).values(site=site, ready_at=tx.now, failures=0)
    sooner = text(
        "case when sites.lease is null then least(coalesce(sites.ready_at, 'infinity'), "
        "greatest(excluded.ready_at, sites.rests_until)) else sites.ready_at end"
    )
    await tx.connection.execute(wanted.on_conflict_do_update(index_elements=["site"], set_={"ready_at": sooner}))


def _fault(reading: Reading) -> CheckOutcome:
    return CheckOutcome.INVALID_URL if reading.scheme in {None, "http", "https"} else CheckOutcome.UNSUPPORTED_SCHEME


async def _say_invalid(tx: Transaction, evidence: str, outcome: CheckOutcome) -> None:
    cited_by = await queries.cited_by(tx.connection, [evidence])
    event = VerdictChanged(
        evidence=evidence,
        verdict=EvidenceVerdict.INVALID,
        before=EvidenceVerdict.UNKNOWN,
        outcome=outcome,
        flags=(),
        since=tx.now,
        rests_on=(RestsOnPart(checked_at=tx.now, outcome=outcome),),
        rules=DEFAULT.name,
        cited_by=cited_by.get(evidence, ()),
    )
    tx.record(event, stream=f"verdict/{evidence}", version=1)
