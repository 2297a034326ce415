"""Builds what reporting does behind its API: it keeps its read models."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from constancia_bus.projection import Projector
from constancia_bus.streams import Bus
from constancia_bus.worker import Task, Worker
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock
from reporting.settings import Settings
from reporting.subscriptions import PROJECTIONS

SERVICE = "reporting"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of reporting. It asks no clock: positions and times come with the events."""
    del clock

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        engine = create_engine(settings.database_url, pool=4, name="reporting-worker")
        bus = await Bus.connect(settings.nats_url, name="reporting-worker")
        try:
            yield {p.name: Projector(p, engine, bus).run for p in PROJECTIONS}
        finally:
            await bus.close()
            await engine.dispose()

    return Worker(SERVICE, tasks)
