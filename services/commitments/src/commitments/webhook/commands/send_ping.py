"""Somebody wants to see whether messages arrive."""

from commitments.webhook import store
from commitments.webhook.aggregate import Asker
from commitments.webhook.changes import PING, ping
from commitments.webhook.delivery import Delivery
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import AnyVersion


async def send_ping(tx: Transaction, webhook: str, asker: Asker) -> Delivery:
    """Have a message of no content sent, unless one waits already. Raises WebhookNotFound, WebhookDisabled."""
    found = await store.hold(tx, webhook, asker, AnyVersion())
    found.check_enabled()
    waiting = await store.find_waiting(tx, webhook, PING)
    if waiting is not None:
        return waiting
    delivery = Delivery.of(webhook, PING, ping(webhook, tx.now), now=tx.now)
    await store.add_deliveries(tx, [delivery])
    return delivery
