"""Rows of webhooks and deliveries to the aggregates and back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.webhook.aggregate import Asker, DisabledReason, Filter, Webhook
from commitments.webhook.delivery import KEPT_DAYS, Delivery, State, Trouble
from commitments.webhook.errors import DeliveryNotFound, WebhookNotFound
from commitments.webhook.tables import webhook_deliveries, webhooks
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation

_d = webhook_deliveries.c
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('webhooks/' || coalesce(:owner, '')))")


def seen_by(asker: Asker) -> ColumnElement[bool]:
    """The same as `Webhook.is_seen_by`, for lists."""
    return (webhooks.c.owner == asker.institution) | asker.everything


async def load(connection: AsyncConnection, webhook: str, asker: Asker) -> Webhook:
    """The webhook of this id. Raises WebhookNotFound, also for another institution's."""
    row = (await connection.execute(select(webhooks).where(webhooks.c.id == webhook))).first()
    return _seen(row, webhook, asker)


async def hold(tx: Transaction, webhook: str, asker: Asker, expected: Expectation) -> Webhook:
    """The same in the version that the writer expects, its row held until the transaction ends.

    Raises WebhookNotFound, or what `expected` raises when the writer saw another version.
    """
    row = (await tx.connection.execute(select(webhooks).where(webhooks.c.id == webhook).with_for_update())).first()
    found = _seen(row, webhook, asker)
    expected.check(found.version)
    return found


async def count_of(tx: Transaction, owner: str | None) -> int:
    """How many webhooks an institution has; nobody else of it adds one until the transaction ends."""
    await tx.connection.execute(_ONE_AT_A_TIME, {"owner": owner})
    query = select(func.count()).where(webhooks.c.owner.is_not_distinct_from(owner))
    return int((await tx.connection.execute(query)).scalar_one())


async def add(tx: Transaction, webhook: Webhook) -> None:
    """Write a new webhook."""
    await tx.connection.execute(insert(webhooks).values(id=webhook.id, **_values(webhook)))


async def save(tx: Transaction, webhook: Webhook) -> None:
    """Write a webhook whose row this transaction holds; when it is disabled, nothing waits for it any more."""
    await tx.connection.execute(update(webhooks).where(webhooks.c.id == webhook.id).values(_values(webhook)))
    if webhook.disabled_at is not None:
        waiting = (_d.webhook == webhook.id) & (_d.state == State.WAITING.value)
        ended = {"state": State.FAILED.value, "last_trouble": Trouble.WEBHOOK_DISABLED.value, "next_try_at": None}
        await tx.connection.execute(
            update(webhook_deliveries).where(waiting).values(**ended, lease=None, leased_until=None)
        )


async def remove(tx: Transaction, webhook: str) -> None:
    """Remove a webhook with its deliveries."""
    await tx.connection.execute(delete(webhooks).where(webhooks.c.id == webhook))


async def load_delivery(connection: AsyncConnection, webhook: str, delivery: str) -> Delivery:
    """One delivery of a webhook. Raises DeliveryNotFound."""
    query = select(webhook_deliveries).where(_d.webhook == webhook, _d.id == delivery)
    row = (await connection.execute(query)).first()
    if row is None:
        raise DeliveryNotFound(webhook=webhook, delivery=delivery, days=KEPT_DAYS)
    return delivery_of(row)


async def find_waiting(tx: Transaction, webhook: str, kind: str) -> Delivery | None:
    """A delivery of this kind that waits to be sent."""
    query = select(webhook_deliveries).where(_d.webhook == webhook, _d.kind == kind, _d.state == State.WAITING.value)
    row = (await tx.connection.execute(query.limit(1))).first()
    return None if row is None else delivery_of(row)


async def add_deliveries(tx: Transaction, deliveries: list[Delivery]) -> None:
    """Write new deliveries."""
    if deliveries:
        rows = [{"id": one.id, **_delivery_values(one)} for one in deliveries]
        await tx.connection.execute(insert(webhook_deliveries), rows)


async def save_delivery(tx: Transaction, delivery: Delivery, *, lease: UUID | None = None) -> bool:
    """Write a delivery and end its lease; with `lease`, only while that is still the one it is under.

    False when it was not: somebody replayed it, or took it over from a worker that seemed dead.
    """
    which = _d.id == delivery.id
    if lease is not None:
        which &= _d.lease == lease
    values = {**_delivery_values(delivery), "lease": None, "leased_until": None}
    written = await tx.connection.execute(update(webhook_deliveries).where(which).values(values))
    return bool(written.rowcount)


async def forget_old(tx: Transaction, before: datetime) -> None:
    """Remove deliveries that are done with and were made before an instant."""
    old = (_d.created_at < before) & (_d.state != State.WAITING.value)
    await tx.connection.execute(delete(webhook_deliveries).where(old))


def _seen(row: Any, webhook: str, asker: Asker) -> Webhook:
    found = None if row is None else webhook_of(row)
    if found is None or not found.is_seen_by(asker):
        raise WebhookNotFound(webhook=webhook)
    return found


def _values(webhook: Webhook) -> dict[str, Any]:
    return {
        "owner": webhook.owner,
        "label": webhook.label,
        "url": webhook.url,
        "events": sorted(webhook.filter.events),
        "institution": webhook.filter.institution,
        "plan": webhook.filter.plan,
        "commitment": webhook.filter.commitment,
        "secret": webhook.secret,
        "previous_secret": webhook.previous_secret,
        "previous_until": webhook.previous_until,
        "after_position": webhook.after_position,
        "created_at": webhook.created_at,
        "created_by": webhook.created_by,
        "disabled_at": webhook.disabled_at,
        "disabled_reason": webhook.disabled_reason,
        "version": webhook.version,
    }


def webhook_of(row: Any) -> Webhook:
    """The aggregate of a row of `webhooks`."""
    return Webhook(
        id=row.id,
        owner=row.owner,
        label=row.label,
        url=row.url,
        filter=Filter(
            events=frozenset(row.events), institution=row.institution, plan=row.plan, commitment=row.commitment
        ),
        secret=row.secret,
        previous_secret=row.previous_secret,
        previous_until=row.previous_until,
        after_position=row.after_position,
        created_at=row.created_at,
        created_by=row.created_by,
        disabled_at=row.disabled_at,
        disabled_reason=DisabledReason(row.disabled_reason) if row.disabled_reason else None,
        version=row.version,
    )


def _delivery_values(delivery: Delivery) -> dict[str, Any]:
    return {
        "webhook": delivery.webhook,
        "kind": delivery.kind,
        "body": delivery.body,
        "created_at": delivery.created_at,
        "state": delivery.state.value,
        "tries": delivery.tries,
        "step": delivery.step,
        "first_tried_at": delivery.first_tried_at,
        "last_tried_at": delivery.last_tried_at,
        "last_status": delivery.last_status,
        "last_trouble": delivery.last_trouble,
        "next_try_at": delivery.next_try_at,
    }


def delivery_of(row: Any) -> Delivery:
    """The aggregate of a row of `webhook_deliveries`."""
    return Delivery(
        id=row.id,
        webhook=row.webhook,
        kind=row.kind,
        body=row.body,
        created_at=row.created_at,
        state=State(row.state),
        tries=row.tries,
        step=row.step,
        first_tried_at=row.first_tried_at,
        last_tried_at=row.last_tried_at,
        last_status=row.last_status,
        last_trouble=Trouble(row.last_trouble) if row.last_trouble else None,
        next_try_at=row.next_try_at,
    )
