"""A status has changed: in the transaction that claims the event, what webhooks are told of it is put in line."""

import asyncio

from commitments.webhook import queries as webhooks
from commitments.webhook.changes import Change
from commitments.webhook.commands.tell_change import tell_change
from constancia_bus.reaction import event_id
from constancia_bus.transaction import Transactions
from constancia_events.event import Event, Recorded

EFFECT = "tell_webhooks"


async def tell_webhooks(
    transactions: Transactions, public_url: str, wake: asyncio.Event, event: Event, recorded: Recorded
) -> None:
    """Have every webhook told that wants to know; once, however often the event comes."""
    told = 0
    if not await webhooks.is_anybody_listening(transactions.engine):
        return  # whoever begins to listen later is told of later positions alone
    async with transactions(actor=Transactions.SYSTEM, causation=event_id(recorded)) as tx:
        if await tx.once(event_id(recorded), EFFECT):
            for change in Change.all_of(event, recorded):
                told += await tell_change(tx, change, public_url)
    if told:
        wake.set()
