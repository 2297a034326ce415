"""Events that a service could not take in: which they are, and taking them in after the cause is repaired."""

import asyncpg
from pydantic import SecretStr

from constancia_bus.projection import retry_parked
from constancia_db.engine import create_engine
from reporting.subscriptions import PROJECTIONS

_PARKED = (
    "select name, version, source, pos, stream, error, parked_at from projection_parked"
    " where resolved_at is null order by name, version, source, pos"
)


async def listed(database_url: str) -> list[asyncpg.Record]:
    """The parked events of one service's database, oldest position first; none where it keeps no read models."""
    connection = await asyncpg.connect(database_url)
    try:
        if await connection.fetchval("select to_regclass('projection_parked')") is None:
            return []
        return list(await connection.fetch(_PARKED))
    finally:
        await connection.close()


async def retried(reporting_url: str) -> tuple[int, int]:
    """Apply what reporting has parked, in order; returns (events taken in, streams that still wait)."""
    engine = create_engine(SecretStr(reporting_url), pool=1, name="constancia-cli")
    try:
        outcomes = [await retry_parked(engine, projection) for projection in PROJECTIONS]
    finally:
        await engine.dispose()
    return sum(resolved for resolved, _ in outcomes), sum(stuck for _, stuck in outcomes)
