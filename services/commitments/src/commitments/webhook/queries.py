"""Lists of webhooks and deliveries, and what the sending of messages asks."""

from collections.abc import Collection

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from commitments.webhook.aggregate import Asker, Filter, Webhook
from commitments.webhook.delivery import Delivery
from commitments.webhook.store import delivery_of, seen_by, webhook_of
from commitments.webhook.tables import webhook_deliveries, webhooks

_LEADS = text(
    "select distinct institution from commitment_leads"
    " where plan = :plan and commitment = coalesce(:commitment, commitment)"
)
_POSITION = text("select pos from log_head")
_LISTENING = text("select 1 from webhooks where disabled_at is null limit 1")
_KNOWN = text(
    "select exists(select from institutions where acronym = :institution) as institution,"
    " exists(select from plans where id = :plan) as plan,"
    " exists(select from commitments where plan = :plan and number = :commitment) as commitment"
)


async def page(
    connection: AsyncConnection, asker: Asker, *, disabled: bool | None, after: str, limit: int
) -> list[Webhook]:
    """At most `limit` webhooks that the asker may see, oldest first, beginning behind the id `after`."""
    query = select(webhooks).where(seen_by(asker), webhooks.c.id > after)
    if disabled is not None:
        query = query.where(webhooks.c.disabled_at.is_not(None) if disabled else webhooks.c.disabled_at.is_(None))
    rows = await connection.execute(query.order_by(webhooks.c.id).limit(limit))
    return [webhook_of(row) for row in rows]


async def page_of_deliveries(connection: AsyncConnection, webhook: str, *, before: str, limit: int) -> list[Delivery]:
    """At most `limit` deliveries of a webhook, newest first, beginning behind the id `before`; all when it is empty."""
    table = webhook_deliveries
    query = select(table).where(table.c.webhook == webhook).order_by(table.c.id.desc()).limit(limit)
    if before:
        query = query.where(table.c.id < before)
    return [delivery_of(row) for row in await connection.execute(query)]


async def is_anybody_listening(engine: AsyncEngine) -> bool:
    """Whether any webhook is told anything; asked outside of a transaction, since for most plans nobody has one."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        return await connection.scalar(_LISTENING) is not None


async def listening(connection: AsyncConnection) -> list[Webhook]:
    """Every webhook that is told something."""
    rows = await connection.execute(select(webhooks).where(webhooks.c.disabled_at.is_(None)))
    return [webhook_of(row) for row in rows]


async def leads(connection: AsyncConnection, plan: str, commitment: int | None) -> Collection[str]:
    """Who leads a commitment; without one, who leads any of the plan."""
    rows = await connection.execute(_LEADS, {"plan": plan, "commitment": commitment})
    return frozenset(rows.scalars())


async def position(connection: AsyncConnection) -> int:
    """How far the registry's log has come."""
    return int((await connection.execute(_POSITION)).scalar_one())


async def unknown_of(connection: AsyncConnection, wanted: Filter) -> list[str]:
    """The members of a filter that name nothing on record."""
    named = {"institution": wanted.institution, "plan": wanted.plan, "commitment": wanted.commitment}
    known = (await connection.execute(_KNOWN, named)).one()
    return [name for name, value in named.items() if value is not None and not getattr(known, name)]
