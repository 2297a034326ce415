"""A webhook is wanted no more."""

from commitments.webhook import store
from commitments.webhook.aggregate import Asker
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


async def remove_webhook(tx: Transaction, webhook: str, asker: Asker, expected: Expectation) -> None:
    """Remove it with its deliveries. Raises WebhookNotFound, or STALE."""
    await store.hold(tx, webhook, asker, expected)
    await store.remove(tx, webhook)
