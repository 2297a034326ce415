"""Builds what the consultation service does behind its API: its log goes to the bus, and it takes from plan files."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from constancia_bus.reaction import Reactor
from constancia_bus.relay import Relay
from constancia_bus.signal import STAGED, listen, signalling
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transactions
from constancia_bus.worker import Task, Worker
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock, SystemClock
from consultation.settings import Settings
from consultation.subscriptions import reactions

SERVICE = "consultation"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of the consultation service; `clock` gives the time of the events that its reactions say."""
    clock = clock or SystemClock()

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        engine = create_engine(settings.database_url, pool=4, name="consultation-worker")
        bus = await Bus.connect(settings.nats_url, name="consultation-worker")
        relay = Relay(
            service=SERVICE,
            engine=engine,
            bus=bus,
            max_bytes=settings.stream_max_bytes,
            replicas=settings.stream_replicas,
        )
        try:
            async with signalling(settings.database_url) as signal:
                heard = reactions(bus, Transactions(engine, clock, signal))
                yield {
                    "relay": relay.run,
                    "staged": lambda: listen(settings.database_url, STAGED, lambda _payload: relay.wake.set()),
                    **{reaction.name: Reactor(SERVICE, reaction, bus).run for reaction in heard},
                }
        finally:
            await bus.close()
            await engine.dispose()

    return Worker(SERVICE, tasks)
