"""Builds what the registry does behind its API: it speaks, hears what is cited, and hands out sections of files."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from commitments.imports.sections import claim_section
from commitments.settings import Settings
from commitments.subscriptions import PROJECTIONS
from constancia_bus.ask import answer
from constancia_bus.projection import Projector
from constancia_bus.speaker import speaking
from constancia_bus.worker import Task, Worker
from constancia_runtime.clock import Clock

SERVICE = "commitments"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of the registry. It asks no clock: positions and times come with the events."""
    del clock

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        async with speaking(SERVICE, settings) as speaker:
            await answer(speaker.bus, SERVICE, "import_section", partial(_section, speaker.engine))
            projectors = {p.name: Projector(p, speaker.engine, speaker.bus).run for p in PROJECTIONS}
            yield {**speaker.tasks, **projectors}

    return Worker(SERVICE, tasks)


async def _section(engine: AsyncEngine, about: dict[str, Any]) -> dict[str, Any] | None:
    async with engine.connect() as connection:
        return await claim_section(connection, UUID(about["import_id"]), about["section"], int(about["offset"]))
