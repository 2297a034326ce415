"""Builds what the registry does behind its API: its log goes to the bus, and others may claim their sections."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from commitments.imports.sections import claim_section
from commitments.settings import Settings
from constancia_bus.ask import answer
from constancia_bus.relay import Relay
from constancia_bus.signal import STAGED, listen
from constancia_bus.streams import Bus
from constancia_bus.worker import Task, Worker
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock

SERVICE = "commitments"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of the registry. It asks no clock: positions and times come with the events."""
    del clock

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        engine = create_engine(settings.database_url, pool=4, name="commitments-worker")
        bus = await Bus.connect(settings.nats_url, name="commitments-worker")
        relay = Relay(
            service=SERVICE,
            engine=engine,
            bus=bus,
            max_bytes=settings.stream_max_bytes,
            replicas=settings.stream_replicas,
        )
        await answer(bus, SERVICE, "import_section", lambda about: _section(engine, about))
        try:
            yield {
                "relay": relay.run,
                "staged": lambda: listen(settings.database_url, STAGED, lambda _payload: relay.wake.set()),
            }
        finally:
            await bus.close()
            await engine.dispose()

    return Worker(SERVICE, tasks)


async def _section(engine: AsyncEngine, about: dict[str, Any]) -> dict[str, Any] | None:
    async with engine.connect() as connection:
        return await claim_section(connection, UUID(about["import_id"]), about["section"], int(about["offset"]))
