"""What the clock brings about: windows open and close, and that is said once, however late it is noticed."""

import asyncio
from typing import Final

from constancia_bus.transaction import Transaction, Transactions
from constancia_runtime.clock import Clock
from consultation.consultations import queries, store

_LOOK_SECONDS: Final = 5.0


async def advance_consultations(tx: Transaction) -> int:
    """Say what has come about since the last look; gives how many things that were."""
    said = 0
    for consultation in await queries.unsaid(tx.connection, tx.now):
        now_is = await store.hold(tx, consultation)
        while (step := now_is.advance(tx.now)) is not None:
            now_is, event = step
            await store.save(tx, now_is)
            tx.record(event, stream=now_is.stream, version=now_is.version)
            said += 1
    return said


async def keep_advancing(transactions: Transactions, clock: Clock) -> None:
    """Look every few seconds, until cancelled."""
    while True:
        async with transactions.engine.connect() as connection:
            waiting = await queries.unsaid(connection, clock.now())
        if waiting:
            async with transactions(actor=Transactions.SYSTEM) as tx:
                await advance_consultations(tx)
        await asyncio.sleep(_LOOK_SECONDS)
