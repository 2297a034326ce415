"""Builds what the registry does behind its API: it speaks, hears what is cited, hands out sections, tells webhooks."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from commitments.contact.handing import QUESTION, hand_contacts
from commitments.imports.sections import claim_section
from commitments.settings import Settings
from commitments.subscriptions import PROJECTIONS, reactions
from commitments.webhook.courier import Courier
from commitments.webhook.vetting import manners_of
from constancia_bus.ask import answer
from constancia_bus.projection import Projector
from constancia_bus.reaction import Reactor
from constancia_bus.signal import signalling
from constancia_bus.speaker import speaking
from constancia_bus.transaction import Transactions
from constancia_bus.worker import Task, Worker
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.outbound import outbound_client

SERVICE = "commitments"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of the registry; by `clock` messages to webhooks are due."""
    clock = clock or SystemClock()
    agent = f"Constancia-Webhooks/{version('constancia-commitments')} (+{settings.public_url})"

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        async with (
            speaking(SERVICE, settings) as speaker,
            signalling(settings.database_url) as signal,
            outbound_client(manners_of(settings), user_agent=agent) as client,
        ):
            await answer(speaker.bus, SERVICE, "import_section", partial(_section, speaker.engine))
            await answer(speaker.bus, SERVICE, QUESTION, partial(hand_contacts, speaker.engine))
            transactions = Transactions(speaker.engine, clock, signal)
            courier = Courier(transactions, client)
            heard = reactions(transactions, settings.public_url, courier.wake)
            yield {
                **speaker.tasks,
                **{one.name: Reactor(SERVICE, one, speaker.bus, speaker.engine).run for one in heard},
                **{one.name: Projector(one, speaker.engine, speaker.bus).run for one in PROJECTIONS},
                "webhooks": courier.run,
            }

    return Worker(SERVICE, tasks)


async def _section(engine: AsyncEngine, about: dict[str, Any]) -> dict[str, Any] | None:
    async with engine.connect() as connection:
        return await claim_section(connection, UUID(about["import_id"]), about["section"], int(about["offset"]))
