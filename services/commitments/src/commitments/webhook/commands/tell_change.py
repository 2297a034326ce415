"""A status has changed: have every webhook told that wants to know."""

from commitments.webhook import queries, store
from commitments.webhook.changes import Change
from commitments.webhook.delivery import Delivery
from constancia_bus.transaction import Transaction


async def tell_change(tx: Transaction, change: Change, public_url: str) -> int:
    """Add one delivery for each such webhook; says how many."""
    listening = await queries.listening(tx.connection)
    if not listening:
        return 0
    leads = await queries.leads(tx.connection, change.plan, change.commitment)
    body = change.message(public_url)
    told = [
        Delivery.of(webhook.id, change.kind, body, now=tx.now) for webhook in listening if webhook.wants(change, leads)
    ]
    await store.add_deliveries(tx, told)
    return len(told)
