"""Everything the registry hears, on one page: only its own words, once they are in the log."""

import asyncio
from functools import partial

from commitments.reactions import status_changed
from commitments.webhook.changes import STATUS_CHANGES, kind_of
from constancia_bus.reaction import Reaction
from constancia_bus.transaction import Transactions


def reactions(transactions: Transactions, public_url: str, wake: asyncio.Event) -> tuple[Reaction, ...]:
    """What it does about them; a name, once given, is the name of a place in a stream."""
    tell = partial(status_changed.tell_webhooks, transactions, public_url.rstrip("/"), wake)
    return tuple(Reaction(name=f"webhooks_{kind_of(event)}", event=event, react=tell) for event in STATUS_CHANGES)
