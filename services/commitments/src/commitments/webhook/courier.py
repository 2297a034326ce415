"""Carries messages to webhooks: takes those that are due, sends them, keeps what came of it.

At least once: a message whose sender died before it had kept the outcome is sent again, under the same `webhook-id`.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import httpx
import structlog
from standardwebhooks import Webhook as Signer

from commitments.webhook import store
from commitments.webhook.commands.lease_due import Errand, lease_due
from commitments.webhook.commands.settle_try import SettleTry, settle_try
from commitments.webhook.delivery import KEPT_DAYS, Answer, Trouble
from constancia_bus.ending import end_if_told
from constancia_bus.transaction import Transactions
from constancia_runtime.logs import place_of
from constancia_web.addresses import AddressUnfit

_log = structlog.get_logger(__name__)
_TOTAL_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.5
_AT_ONCE: Final = 16
_FORGET_EVERY: Final = timedelta(hours=1)


@dataclass(slots=True)
class Courier:
    """One worker's courier; as many workers as one likes may have theirs on the same database."""

    transactions: Transactions
    client: httpx.AsyncClient
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when something new waits to be sent; without it, that is seen within half a second."""
    _forgot_at: datetime | None = None

    async def run(self) -> None:
        """Carry until cancelled."""
        on_the_way: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            while True:
                end_if_told()
                self.wake.clear()
                for errand in await self._take(_AT_ONCE - len(on_the_way)):
                    task = group.create_task(self._carry(errand))
                    on_the_way.add(task)
                    task.add_done_callback(on_the_way.discard)
                    task.add_done_callback(lambda _task: self.wake.set())  # a free hand, and maybe more that waits
                await self._forget()
                try:
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self.wake.wait()
                except TimeoutError:
                    continue

    async def round(self) -> int:
        """Carry everything that is due at this moment, once; says how many messages that were."""
        carried = 0
        while errands := await self._take(_AT_ONCE):
            await asyncio.gather(*(self._carry(errand) for errand in errands))
            carried += len(errands)
        return carried

    async def _take(self, limit: int) -> list[Errand]:
        if limit <= 0:
            return []
        async with self.transactions(actor=Transactions.SYSTEM) as tx:
            return await lease_due(tx, limit)

    async def _carry(self, errand: Errand) -> None:
        answer = await self._send(errand)
        async with self.transactions(actor=Transactions.SYSTEM) as tx:
            await settle_try(tx, SettleTry(delivery=errand.delivery, lease=errand.lease, answer=answer))

    async def _send(self, errand: Errand) -> Answer:
        """One try. Of the answer only the status and Retry-After are looked at: its body is not even read."""
        now = self.transactions.clock.now()
        headers = signed_headers(errand, now)
        try:
            async with (
                asyncio.timeout(_TOTAL_SECONDS),
                self.client.stream(
                    "POST", errand.url, content=errand.delivery.body, headers=headers, timeout=_TOTAL_SECONDS
                ) as answer,
            ):
                return Answer(status=answer.status_code, retry_after=answer.headers.get("retry-after"))
        except AddressUnfit as cause:
            _log.warning("webhook_address_refused", webhook=errand.delivery.webhook, reason=cause.reason.value)
            return Answer(trouble=Trouble.ADDRESS_REFUSED)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(trouble=Trouble.TIMEOUT)
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Answer(trouble=Trouble.UNREACHABLE)
        except Exception as cause:  # noqa: BLE001 - one message must never hold up those behind it
            _log.error("webhook_try_failed", webhook=errand.delivery.webhook, error=place_of(cause))
            return Answer(trouble=Trouble.UNREACHABLE)

    async def _forget(self) -> None:
        now = self.transactions.clock.now()
        if self._forgot_at is None or now - self._forgot_at >= _FORGET_EVERY:
            async with self.transactions(actor=Transactions.SYSTEM) as tx:
                await store.forget_old(tx, now - timedelta(days=KEPT_DAYS))
            self._forgot_at = now


def signed_headers(errand: Errand, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0; one signature for each secret that is live."""
    body = errand.delivery.body.decode()
    signatures = [Signer(secret).sign(errand.delivery.id, now, body) for secret in errand.secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": errand.delivery.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
