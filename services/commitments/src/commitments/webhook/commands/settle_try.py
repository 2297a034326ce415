"""A try to send a message has ended: keep what came of it."""

import random
from dataclasses import dataclass
from uuid import UUID

import structlog

from commitments.webhook import store
from commitments.webhook.aggregate import Asker
from commitments.webhook.delivery import Answer, Delivery
from commitments.webhook.errors import WebhookNotFound
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import AnyVersion

_log = structlog.get_logger(__name__)
_ANY = Asker(institution=None, everything=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleTry:
    """`lease` is that under which the message was sent: an outcome of an older one is nothing to go by."""

    delivery: Delivery
    lease: UUID
    answer: Answer


async def settle_try(tx: Transaction, command: SettleTry) -> None:
    """Write the outcome; where it ends the webhook, disable that and say so in the log, without its address."""
    chance = random.random()  # noqa: S311 - it spreads load, it guards nothing
    after, ending = command.delivery.answered(command.answer, now=tx.now, chance=chance)
    if ending is None:
        await store.save_delivery(tx, after, lease=command.lease)
        return
    try:  # the webhook's row before those of its deliveries, as everybody takes them
        webhook = await store.hold(tx, after.webhook, _ANY, AnyVersion())
    except WebhookNotFound:
        return  # removed while the message was on its way
    if await store.save_delivery(tx, after, lease=command.lease) and webhook.disabled_at is None:
        await store.save(tx, webhook.disable(ending, now=tx.now))
        _log.warning("webhook_disabled", webhook=webhook.id, owner=webhook.owner, reason=ending.value)
