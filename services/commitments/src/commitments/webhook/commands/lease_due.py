"""A worker takes messages that are due, for itself alone and for as long as a try may last."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from commitments.webhook.delivery import Delivery
from commitments.webhook.store import delivery_of
from constancia_bus.transaction import Transaction

LEASE: Final = timedelta(seconds=60)
"""Longer than any try: past it, the worker that took the message is taken for dead, and another sends it."""
ABREAST: Final = 4
"""How many messages a worker has on their way to one webhook, so that a slow one leaves room for the others."""

_LEASE_DUE: Final = text("""
    with busy as (
        select webhook, count(*) as n from webhook_deliveries
        where leased_until > :now and state = 'waiting' group by webhook
    ), due as (
        select next.id, next.next_try_at from webhooks w
        left join busy on busy.webhook = w.id
        cross join lateral (
            select d.id, d.next_try_at, row_number() over (order by d.next_try_at, d.id) as place
            from webhook_deliveries d
            where d.webhook = w.id and d.state = 'waiting' and d.next_try_at <= :now
                and (d.leased_until is null or d.leased_until <= :now)
            order by d.next_try_at, d.id limit :abreast
        ) next
        where w.disabled_at is null and next.place + coalesce(busy.n, 0) <= :abreast
    ), chosen as (
        select d.id from webhook_deliveries d join due on due.id = d.id
        -- asked again: another worker may have taken or settled the row since `due` was read
        where d.state = 'waiting' and d.next_try_at <= :now and (d.leased_until is null or d.leased_until <= :now)
        order by due.next_try_at, d.id limit :limit for update of d skip locked
    )
    update webhook_deliveries d set lease = gen_random_uuid(), leased_until = :until
    from chosen, webhooks w where d.id = chosen.id and w.id = d.webhook
    returning d.*, w.url, w.secret,
        case when w.previous_until > :now then w.previous_secret end as previous_secret
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A message to carry: where to, and the secrets to sign it with, the newest first."""

    delivery: Delivery
    lease: UUID
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


async def lease_due(tx: Transaction, limit: int) -> list[Errand]:
    """Take at most `limit` messages that are due and that nobody else has."""
    of: dict[str, Any] = {"now": tx.now, "until": tx.now + LEASE, "abreast": ABREAST, "limit": limit}
    rows = await tx.connection.execute(_LEASE_DUE, of)
    return [
        Errand(
            delivery=delivery_of(row),
            lease=row.lease,
            url=row.url,
            secrets=(row.secret,) if row.previous_secret is None else (row.secret, row.previous_secret),
        )
        for row in rows
    ]
