"""What is kept for a time goes when that is over: e-mail addresses, what posts looked like, proofs that were used."""

import asyncio
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from constancia_bus.transaction import Transactions
from constancia_runtime.clock import Clock
from consultation.contacts import store as contact_store
from consultation.guard import guard
from consultation.notices.digest import ZONE

_log = structlog.get_logger(__name__)
_EVERY_SECONDS: Final = 600.0


async def forget(transactions: Transactions, clock: Clock) -> int:
    """Forget what is due; says how many addresses that were."""
    now = clock.now()
    async with transactions(actor=Transactions.SYSTEM) as tx:
        await guard.forget(tx.connection, now)
        return await contact_store.erase_due(tx.connection, now.astimezone(ZoneInfo(ZONE)).date())


async def keep_forgetting(transactions: Transactions, clock: Clock) -> None:
    """Every ten minutes, until cancelled."""
    while True:
        erased = await forget(transactions, clock)
        if erased:
            _log.info("addresses_erased", count=erased)
        await asyncio.sleep(_EVERY_SECONDS)
