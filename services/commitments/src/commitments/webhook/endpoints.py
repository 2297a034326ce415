"""Webhooks over HTTP: an institution sees its own, the point of contact all."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from commitments.deps import CheckAddress, OpenTransaction, Subscriber
from commitments.webhook import queries, store
from commitments.webhook.aggregate import Asker, Filter
from commitments.webhook.commands.change_webhook import ChangeWebhook, change_webhook
from commitments.webhook.commands.remove_webhook import remove_webhook
from commitments.webhook.commands.replay_delivery import replay_delivery
from commitments.webhook.commands.rotate_secret import rotate_secret
from commitments.webhook.commands.send_ping import send_ping
from commitments.webhook.commands.subscribe import Subscribe, subscribe
from commitments.webhook.schemas import (
    DeliveryId,
    WebhookDelivery,
    WebhookId,
    WebhookIn,
    WebhookOut,
    WebhookPatch,
    WebhookWithSecret,
)
from constancia_web.conditional import UNCHANGED, IfMatch, etag
from constancia_web.pages import Page, Paging
from constancia_web.problems import problems
from constancia_web.reads import Reads
from constancia_web.tokens import Actor

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])


def _asker(actor: Actor) -> Asker:
    return Asker(institution=actor.institution, everything="plan:admin" in actor.scopes)


@router.post("", status_code=201, responses=problems(400, 401, 403, 409, 413, 415, 422))
async def create_webhook(
    body: WebhookIn, actor: Subscriber, check: CheckAddress, transaction: OpenTransaction, response: Response
) -> WebhookWithSecret:
    """Have an address told of changes of status. The answer holds the secret that signs messages, this once."""
    await check(body.url)
    command = Subscribe(
        url=body.url,
        label=body.label,
        wanted=Filter(
            events=frozenset(body.events), institution=body.institution, plan=body.plan, commitment=body.commitment
        ),
        owner=actor.institution,
    )
    async with transaction(actor=actor.client_id) as tx:
        made = await subscribe(tx, command)
    response.headers["Location"] = f"/v1/webhooks/{made.id}"
    response.headers["ETag"] = etag(made.version)
    response.headers["Cache-Control"] = "no-store"
    return WebhookWithSecret.of(made)


@router.get("", responses=problems(401, 403, 422))
async def list_webhooks(
    actor: Subscriber,
    connection: Reads,
    paging: Paging,
    disabled: Annotated[bool | None, Query(description="Only those that are disabled, or only those that are not.")] = (
        None
    ),
) -> Page[WebhookOut]:
    """One's own webhooks, or all for the point of contact; the oldest first."""
    [after] = paging.after("")
    found = await queries.page(connection, _asker(actor), disabled=disabled, after=after, limit=paging.fetch)
    return paging.page(found, WebhookOut.of, lambda webhook: (webhook.id,))


@router.get("/{webhook}", responses=problems(401, 403, 404, 422) | UNCHANGED)
async def get_webhook(webhook: WebhookId, actor: Subscriber, connection: Reads, response: Response) -> WebhookOut:
    """One webhook, with the ETag that a change of it must show."""
    found = await store.load(connection, webhook, _asker(actor))
    response.headers["ETag"] = etag(found.version)
    return WebhookOut.of(found)


@router.patch("/{webhook}", responses=problems(400, 401, 403, 404, 412, 413, 415, 422, 428))
async def update_webhook(
    webhook: WebhookId,
    body: WebhookPatch,
    actor: Subscriber,
    expected: IfMatch,
    check: CheckAddress,
    transaction: OpenTransaction,
    response: Response,
) -> WebhookOut:
    """Change where a webhook is, what it is told, or whether it is. Once disabled, what waited for it is not sent."""
    given = {name: getattr(body, name) for name in body.model_fields_set}
    if "url" in given:
        await check(body.url)
    command = ChangeWebhook(webhook=webhook, asker=_asker(actor), expected=expected, given=given)
    async with transaction(actor=actor.client_id) as tx:
        changed = await change_webhook(tx, command)
    response.headers["ETag"] = etag(changed.version)
    return WebhookOut.of(changed)


@router.delete("/{webhook}", status_code=204, responses=problems(401, 403, 404, 412, 422, 428))
async def delete_webhook(
    webhook: WebhookId, actor: Subscriber, expected: IfMatch, transaction: OpenTransaction
) -> None:
    """Remove a webhook, and with it the record of its deliveries."""
    async with transaction(actor=actor.client_id) as tx:
        await remove_webhook(tx, webhook, _asker(actor), expected)


@router.post("/{webhook}/secret", status_code=201, responses=problems(401, 403, 404, 412, 422, 428))
async def rotate_webhook_secret(
    webhook: WebhookId, actor: Subscriber, expected: IfMatch, transaction: OpenTransaction, response: Response
) -> WebhookWithSecret:
    """Get a new secret. For a day, messages are signed with the one before too."""
    async with transaction(actor=actor.client_id) as tx:
        rotated = await rotate_secret(tx, webhook, _asker(actor), expected)
    response.headers["ETag"] = etag(rotated.version)
    response.headers["Cache-Control"] = "no-store"
    return WebhookWithSecret.of(rotated)


@router.post("/{webhook}/test", status_code=202, responses=problems(401, 403, 404, 409, 422))
async def ping_webhook(webhook: WebhookId, actor: Subscriber, transaction: OpenTransaction) -> WebhookDelivery:
    """Send a message of type `ping`; one that still waits is not sent twice."""
    async with transaction(actor=actor.client_id) as tx:
        sent = await send_ping(tx, webhook, _asker(actor))
    return WebhookDelivery.of(sent)


@router.get("/{webhook}/deliveries", responses=problems(401, 403, 404, 422))
async def list_webhook_deliveries(
    webhook: WebhookId, actor: Subscriber, connection: Reads, paging: Paging
) -> Page[WebhookDelivery]:
    """What was sent to a webhook in the last 30 days and what came of it, the newest first."""
    await store.load(connection, webhook, _asker(actor))
    [before] = paging.after("")
    found = await queries.page_of_deliveries(connection, webhook, before=before, limit=paging.fetch)
    return paging.page(found, WebhookDelivery.of, lambda delivery: (delivery.id,))


@router.post(
    "/{webhook}/deliveries/{delivery}/replay",
    status_code=202,
    responses=problems(401, 403, 404, 409, 422),
)
async def replay_webhook_delivery(
    webhook: WebhookId, delivery: DeliveryId, actor: Subscriber, transaction: OpenTransaction
) -> WebhookDelivery:
    """Send a message again under its own `webhook-id`, by which a receiver knows it, whatever came of it before."""
    async with transaction(actor=actor.client_id) as tx:
        sent = await replay_delivery(tx, webhook, delivery, _asker(actor))
    return WebhookDelivery.of(sent)
