"""A webhook is moved, told other things, stopped, or started again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from commitments.webhook import store
from commitments.webhook.aggregate import Asker, Filter, Webhook
from commitments.webhook.commands.subscribe import check_known
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation

_OF_FILTER = frozenset(one.name for one in fields(Filter))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWebhook:
    """`given` holds the new values by the names of the API; what is not there stays. A `url` is vetted already."""

    webhook: str
    asker: Asker
    expected: Expectation
    given: Mapping[str, Any] = field(repr=False)


async def change_webhook(tx: Transaction, command: ChangeWebhook) -> Webhook:
    """Write what is new. Raises WebhookNotFound, CommitmentWithoutPlan, WebhookFilterUnknown, or STALE."""
    before = await store.hold(tx, command.webhook, command.asker, command.expected)
    given = command.given
    wanted = {name: value for name, value in given.items() if name in _OF_FILTER}
    if "events" in wanted:
        wanted["events"] = frozenset(wanted["events"])
    after = before.change(
        url=given.get("url", before.url),
        label=given.get("label", before.label),
        wanted=replace(before.filter, **wanted),
        enabled=given.get("enabled", before.disabled_at is None),
        now=tx.now,
    )
    if after != before:
        await check_known(tx, after.filter)
        await store.save(tx, after)
    return after
