"""A receiver wants a message again."""

from commitments.webhook import store
from commitments.webhook.aggregate import Asker
from commitments.webhook.delivery import Delivery
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import AnyVersion


async def replay_delivery(tx: Transaction, webhook: str, delivery: str, asker: Asker) -> Delivery:
    """Have it sent again under its own id; a try that is on its way does not count any more.

    Raises WebhookNotFound, DeliveryNotFound, WebhookDisabled.
    """
    found = await store.hold(tx, webhook, asker, AnyVersion())
    before = await store.load_delivery(tx.connection, webhook, delivery)
    found.check_enabled()
    after = before.replay(now=tx.now)
    await store.save_delivery(tx, after)
    return after
