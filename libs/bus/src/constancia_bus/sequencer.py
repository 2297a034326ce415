"""Gives committed events their positions: gap-free, in an order that no reader can see otherwise.

Why it is right: version n+1 of a stream can only be staged after the transaction of version n committed, because
writers change the state row first and hold its lock. So any snapshot that shows n+1 shows n, with a smaller id.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_ledger.entry import VERSION

BATCH = 500

_SEQUENCE = text(
    f"""
    with taken as (
        delete from event_stage where id in (select id from event_stage order by id limit {BATCH}) returning *
    ), head as (
        update log_head set pos = pos + (select count(*) from taken),
                            recorded_at = greatest(recorded_at, clock_timestamp())
        where exists (select from taken)
        returning pos - (select count(*) from taken) as base, recorded_at
    ), numbered as (
        select taken.*, head.base + row_number() over (order by taken.id) as pos, head.recorded_at
        from taken, head
    )
    insert into event_log (pos, event_id, stream, version, type, occurred_at, recorded_at, actor, correlation,
                           causation, traceparent, salt, body, entry)
    select pos, event_id, stream, version, type, occurred_at, recorded_at, actor, correlation, causation,
           traceparent, salt, body,
           convert_to(concat_ws(e'\\n', '{VERSION}', cast(:source as text), pos, event_id, stream, version, type,
               to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               encode(sha256(salt || body), 'hex')), 'UTF8')
    from numbered order by pos
    """  # noqa: S608 - made of constants; the source is bound
)


async def sequence(connection: AsyncConnection, source: str) -> int:
    """Move up to 500 staged events into the log of `source`; returns how many. The caller commits."""
    moved = await connection.execute(_SEQUENCE, {"source": source})
    return moved.rowcount
