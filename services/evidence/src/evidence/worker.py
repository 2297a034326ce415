"""Builds what the evidence service does behind its API: it speaks, takes what plan files cite, and hears who leads."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from constancia_bus.projection import Projector
from constancia_bus.reaction import Reactor
from constancia_bus.signal import signalling
from constancia_bus.speaker import speaking
from constancia_bus.transaction import Transactions
from constancia_bus.worker import Task, Worker
from constancia_runtime.clock import Clock, SystemClock
from evidence.checks.thinning import keep_in_order
from evidence.copies.tidying import keep_tidy
from evidence.settings import Settings
from evidence.subscriptions import PROJECTIONS, reactions
from evidence.verdict.digest import issue_weekly

SERVICE = "evidence"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of the evidence service; `clock` gives the time of the events that its reactions say."""
    clock = clock or SystemClock()

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        async with speaking(SERVICE, settings) as speaker, signalling(settings.database_url) as signal:
            transactions = Transactions(speaker.engine, clock, signal)
            heard = reactions(speaker.bus, transactions)
            yield {
                **speaker.tasks,
                **{p.name: Projector(p, speaker.engine, speaker.bus).run for p in PROJECTIONS},
                **{one.name: Reactor(SERVICE, one, speaker.bus, speaker.engine).run for one in heard},
                "checks_in_order": partial(keep_in_order, transactions, clock),
                "copies_tidy": partial(keep_tidy, transactions, settings.blobs()),
                "digests": partial(issue_weekly, transactions, clock),
            }

    return Worker(SERVICE, tasks)
