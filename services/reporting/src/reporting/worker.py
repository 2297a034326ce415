"""Builds what reporting does behind its API: it keeps its read models, makes reports, and says what became of them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from constancia_bus.projection import Projector
from constancia_bus.rebuild import Rebuilding
from constancia_bus.signal import signalling
from constancia_bus.speaker import speaking
from constancia_bus.transaction import Transactions
from constancia_bus.worker import Task, Worker
from constancia_runtime.clock import Clock, SystemClock
from reporting.findings.watch import Watch
from reporting.reports.press import Press
from reporting.settings import Settings
from reporting.subscriptions import PROJECTIONS

SERVICE = "reporting"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of reporting; `clock` gives the time of reports. Positions and times of facts come with the events."""
    clock = clock or SystemClock()

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        async with speaking(SERVICE, settings) as speaker, signalling(settings.database_url) as signal:
            transactions = Transactions(speaker.engine, clock, signal)
            press = Press(
                transactions=transactions,
                bus=speaker.bus,
                origin=settings.public_url.rstrip("/"),
            )
            rebuilding = Rebuilding(
                projections=PROJECTIONS,
                engine=speaker.engine,
                bus=speaker.bus,
                database_url=settings.database_url,
            )
            yield {
                **speaker.tasks,
                **{one.name: Projector(one, speaker.engine, speaker.bus).run for one in PROJECTIONS},
                "press": press.run,
                "rebuilds": rebuilding.run,
                "findings": Watch(transactions=transactions).run,
            }

    return Worker(SERVICE, tasks)
