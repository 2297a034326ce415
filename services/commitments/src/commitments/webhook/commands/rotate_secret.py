"""A webhook gets a new secret."""

from commitments.webhook import store
from commitments.webhook.aggregate import Asker, Webhook
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


async def rotate_secret(tx: Transaction, webhook: str, asker: Asker, expected: Expectation) -> Webhook:
    """Sign with a new secret, and for a day with the one before too. Raises WebhookNotFound, or STALE."""
    after = (await store.hold(tx, webhook, asker, expected)).rotate_secret(now=tx.now)
    await store.save(tx, after)
    return after
