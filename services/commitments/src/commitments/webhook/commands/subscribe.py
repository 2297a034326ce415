"""An institution's system, or the point of contact, has an address told of changes of status."""

from dataclasses import dataclass, field

from commitments.webhook import queries, store
from commitments.webhook.aggregate import MOST_PER_OWNER, Filter, Webhook
from commitments.webhook.errors import TooManyWebhooks, WebhookFilterUnknown
from constancia_bus.transaction import Transaction
from constancia_runtime.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """`url` is vetted already: that asks the network, which no transaction waits for."""

    url: str = field(repr=False)
    label: str
    wanted: Filter
    owner: str | None


async def subscribe(tx: Transaction, command: Subscribe) -> Webhook:
    """Make the webhook, with a secret that is shown once. Raises WebhookFilterUnknown, TooManyWebhooks."""
    await check_known(tx, command.wanted)
    if await store.count_of(tx, command.owner) >= MOST_PER_OWNER:
        raise TooManyWebhooks(most=MOST_PER_OWNER)
    webhook = Webhook.subscribe(
        command.url,
        command.wanted,
        label=command.label,
        owner=command.owner,
        after_position=await queries.position(tx.connection),
        by=tx.actor,
        now=tx.now,
    )
    await store.add(tx, webhook)
    return webhook


async def check_known(tx: Transaction, wanted: Filter) -> None:
    """Let a filter pass that names what is on record. Raises WebhookFilterUnknown: nothing would ever match it."""
    if unknown := await queries.unknown_of(tx.connection, wanted):
        faults = tuple(
            Fault(message="Nothing on record is called this", code="unknown", pointer=f"/{name}") for name in unknown
        )
        raise WebhookFilterUnknown(faults=faults)
