"""The statements of the checker on 1,000 to 1,000,000 addresses of up to 50,000 sites: their times must stay flat."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.checks import CheckOutcome
from constancia_runtime.clock import SystemClock
from evidence.checking import leases
from evidence.checking.leases import Released
from evidence.checks.store import ensure_partitions
from evidence.probing.probe import Probe
from evidence.verdict.commands.take_rounds import Round, take_rounds
from evidence.verdict.rules import DEFAULT

from .plan import Plan

METHOD: Final = (
    "Addresses made by SQL over up to 50,000 sites, 38 % of them on one; all of them due. Each time: 100"
    " sites are taken with their due addresses (20 a site), their rounds are written, the sites released."
    " Times are of the client, medians; `explained` is the plan of each statement as PostgreSQL ran it."
)
_SITES: Final = 50_000
_EMPTY: Final = "truncate means_of_verification, sites, robots, checks cascade"
_FILL: Final = (
    (
        "insert into means_of_verification (id, url, version)"
        " select 'ev-' || lpad(to_hex(n), 32, '0'), 'http://x.gt/' || n, 1 from generate_series(1, :size) n"
    ),
    (
        'insert into uses (evidence, n, plan, commitment, goal, kind, "order", from_file, cited_at)'
        " select id, 1, 'p', 1, 1, 'page', 0, false, now() from means_of_verification"
    ),
    """
    insert into standings (evidence, url, site, verdict, outcome, flags, since, due_at, interval_seconds, checked_at,
        ok_at, failures, recoveries, copy_wanted, disputes, version)
    select 'ev-' || lpad(to_hex(n), 32, '0'), 'http://x.gt/' || n,
        case when n % 100 < 38 then 'big.gt' else 's' || n % least(:sites, cast(:size as integer)) || '.gt' end,
        'live', 'ok', '{}', now() - interval '90 days',
        now() - random() * interval '1 day', 1209600, now() - interval '7 days', now() - interval '7 days',
        '[]', '{}', false, 0, 1
    from generate_series(1, :size) n
    """,
    (
        "insert into sites (site, ready_at, failures, latency_ms)"
        " select site, min(due_at), 0, 300 from standings group by site"
    ),
)
_ANALYZE: Final = ("means_of_verification", "uses", "standings", "sites")


async def measure(database_url: str, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """Every size, one after the other."""
    engine = create_engine(SecretStr(database_url), pool=4, name="bench-scale")
    sizes = {}
    try:
        async with signalling(SecretStr(database_url)) as signal:
            transactions = Transactions(engine, SystemClock(), signal)
            for size in plan.scale_sizes:
                say(f"scale: {size} addresses")
                await _fill(engine, size)
                times = [await _once(transactions) for _ in range(plan.scale_times + 1)][1:]
                sizes[str(size)] = {
                    **{name: round(median(one[name] for one in times), 3) for name in times[0]},
                    "explained": await _explained(engine),
                }
    finally:
        await engine.dispose()
    return {"method": METHOD, "times": plan.scale_times, "sizes": sizes}


async def _fill(engine: AsyncEngine, size: int) -> None:
    async with engine.begin() as connection:
        await ensure_partitions(connection, datetime.now(UTC))
        await connection.execute(text(_EMPTY))
        for statement in _FILL:
            given = {"size": size, "sites": _SITES}
            asked = text(statement)
            await connection.execute(asked, {name: given[name] for name in asked.compile().params})
        for table in _ANALYZE:
            await connection.execute(text(f"analyze {table}"))


async def _once(transactions: Transactions) -> dict[str, float]:
    """One lease of 100 sites, from its taking to its release."""
    took: dict[str, float] = {}

    async def timed(name: str, work: Awaitable[Any]) -> Any:
        began = time.perf_counter()
        done = await work
        took[name] = (time.perf_counter() - began) * 1000
        return done

    now = datetime.now(UTC)
    async with transactions.engine.begin() as connection:
        taken = await timed(
            "take_100_sites_ms",
            leases.take(connection, now, sites=100, addresses=20, seconds=300, rules=DEFAULT),
        )
    rounds = [
        Round(
            evidence=due.standing.evidence,
            probe=Probe(outcome=CheckOutcome.OK, checked_at=now, took_ms=300, first_byte_ms=200, url=due.ask.url),
        )
        for lease in taken
        for due in lease.due
    ]
    released = [
        Released(site=one.site, lease=one.lease, latency_ms=300, failures=0, rests_until=now + timedelta(seconds=1))
        for one in taken
    ]
    async with transactions(actor="checker") as tx:
        if taken:
            sites = [one.site for one in taken]
            await timed("hold_ms", leases.hold(tx.connection, taken[0].lease, sites, tx.now))
        await timed("write_rounds_ms", take_rounds(tx, rounds, DEFAULT))
        took["rounds"] = len(rounds)
        took["take_ms_per_round"] = took["take_100_sites_ms"] / max(len(rounds), 1)
        took["write_ms_per_round"] = took["write_rounds_ms"] / max(len(rounds), 1)
        await timed("release_100_sites_ms", leases.release(tx.connection, released))
    return took


async def _explained(engine: AsyncEngine) -> dict[str, list[str]]:
    """The plans of taking, of reading what is due, and of releasing; nothing of it is kept."""
    now = datetime.now(UTC)
    async with engine.connect() as connection:
        found = await connection.execute(text("select site from sites order by ready_at limit 100"))
        sites = list(found.scalars())
        taken = await leases.take(connection, now, sites=100, addresses=0, seconds=300, rules=DEFAULT)
        rows = (
            "["
            + ",".join(
                f'{{"site":"{one.site}","lease":"{one.lease}","latency_ms":3,"failures":0,"rests_until":"{now.isoformat()}"}}'
                for one in taken
            )
            + "]"
        )
        lease = taken[0].lease if taken else None
        plans: dict[str, tuple[TextClause, dict[str, Any]]] = {
            "take": (leases._TAKE, {"now": now, "until": now, "lease": lease, "limit": 100}),
            "due": (leases._DUE, {"sites": sites, "now": now, "limit": 20}),
            "release": (leases._RELEASE, {"rows": rows}),
        }
        told = {name: await _plan(connection, asked.text, given) for name, (asked, given) in plans.items()}
        await connection.rollback()
    return told


async def _plan(connection: AsyncConnection, statement: str, given: dict[str, Any]) -> list[str]:
    found = await connection.execute(text(f"explain (analyze, buffers) {statement}"), given)
    return list(found.scalars())
