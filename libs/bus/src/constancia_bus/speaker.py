"""What every worker of a service that says events has: its database, its connection to the bus, and its relay."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_bus.relay import Relay
from constancia_bus.signal import STAGED, listen
from constancia_bus.streams import Bus
from constancia_bus.worker import Task
from constancia_db.engine import create_engine
from constancia_runtime.settings import ServiceSettings

_CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """The open ends of a service's worker; `tasks` send its log to the bus, woken by every commit."""

    engine: AsyncEngine
    bus: Bus
    tasks: Mapping[str, Task]


@asynccontextmanager
async def speaking(service: str, settings: ServiceSettings) -> AsyncIterator[Speaker]:
    """Connect, however long it takes for a bus to be there; close everything after the block."""
    engine = create_engine(settings.database_url, pool=_CONNECTIONS, name=f"{service}-worker")
    try:
        bus = await Bus.connect(settings.nats_url, name=f"{service}-worker")
        try:
            relay = Relay(
                service=service,
                engine=engine,
                bus=bus,
                max_bytes=settings.stream_max_bytes,
                replicas=settings.stream_replicas,
            )
            staged = partial(listen, settings.database_url, STAGED, lambda _payload: relay.wake.set())
            yield Speaker(engine, bus, {"relay": relay.run, "staged": staged})
        finally:
            await bus.close()
    finally:
        await engine.dispose()
