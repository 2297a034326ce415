"""Builds a checker: the process that visits evidence, day and night. Any number of them share the work."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version

from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_bus.worker import Task, Worker
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock, SystemClock
from evidence.checking.engine import Checker
from evidence.copies.capturing import Capturing, Fetch
from evidence.probing.client import Sink
from evidence.probing.names import LookUp
from evidence.probing.probe import Exchange
from evidence.probing.prober import Prober
from evidence.settings import Settings
from evidence.verdict.rules import DEFAULT


def build_checker(settings: Settings, clock: Clock | None = None, look_up: LookUp | None = None) -> Worker:
    """A checker; `look_up` names another way to look names up than this machine's name servers."""
    clock = clock or SystemClock()

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        async with checking(settings, clock, look_up) as checker:
            yield {"checker": checker.run}

    return Worker("evidence", tasks)


@asynccontextmanager
async def checking(settings: Settings, clock: Clock, look_up: LookUp | None = None) -> AsyncIterator[Checker]:
    """A checker with its connections, not at work yet."""
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="evidence-checker")
    rules = settings.prober_rules(version("constancia-evidence"))
    try:
        async with signalling(settings.database_url) as signal, Prober(rules, clock, look_up) as prober:
            transactions = Transactions(engine, clock, signal)
            capturing = None
            if settings.copy_largest:
                operator = f"Constancia, {settings.public_url}"
                capturing = Capturing(settings.blobs(), _fetching(prober), settings.copy_rules(), operator)
            yield Checker(transactions, prober, settings.checker_rules(), DEFAULT, clock, capturing)
    finally:
        await engine.dispose()


def _fetching(prober: Prober) -> Fetch:
    async def fetch(url: str, sink: Sink, most: int) -> Exchange | None:
        return await prober.fetch(url, sink, max_bytes=most)

    return fetch
