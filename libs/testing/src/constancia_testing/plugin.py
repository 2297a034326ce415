"""Fixtures for every member's tests: real servers, fresh databases, the deployed apps, a clock to turn."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path

import nats
import pytest
from hypothesis import HealthCheck, settings

from constancia_embedded.blocking import finish
from constancia_embedded.errors import ServerUnusable
from constancia_testing import servers as sessions
from constancia_testing.clock import FixedClock
from constancia_testing.orders import BLOBS, Orders
from constancia_testing.people import load_plan
from constancia_testing.platform import Platform, in_process
from constancia_testing.processes import Processes, in_processes
from constancia_testing.servers import REGISTRY, Loaded, Servers, Templates

# Speed is never asserted in tests, and both of these are the speed of the machine.
settings.register_profile("constancia", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("constancia")

StartPlatform = Callable[..., AbstractAsyncContextManager[Platform]]
StartProcesses = Callable[..., AbstractContextManager[Processes]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let servers run in containers when asked to."""
    parser.addoption(
        "--containers", action="store_true", help="run PostgreSQL and NATS in containers, where docker answers"
    )


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """PostgreSQL and NATS for this session: of the environment, in containers, or embedded in a folder that goes."""
    if os.environ.get("NATS_URL") and hasattr(request.config, "workerinput"):
        pytest.exit("NATS_URL names one server; tests of several processes would share it: add -n 0", returncode=1)
    folder = Path(tempfile.mkdtemp(prefix="constancia-test-"))
    try:
        if request.config.getoption("--containers") and shutil.which("docker"):
            with sessions.contained() as environment, sessions.running(folder, environment) as both:
                yield both
        else:
            with sessions.running(folder, os.environ) as both:
                if os.environ.get("NATS_URL") and finish(_streams(both.nats_urls["admin"], delete=False)):
                    pytest.exit("NATS_URL names a server that has streams; tests delete every stream", returncode=1)
                yield both
    except ServerUnusable as cause:
        pytest.exit(str(cause), returncode=1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(BLOBS, ignore_errors=True)


@pytest.fixture(scope="session")
def templates(servers: Servers) -> Iterator[Templates]:
    """The migrated databases that tests get copies of."""

    def load(url: str, loaded: Loaded) -> None:
        orders = Orders(database_urls={REGISTRY: url}, nats_urls=servers.nats_urls)
        finish(_load(orders, loaded))

    made = Templates(servers.admin_url, load)
    yield made
    made.close()


@pytest.fixture
def plan_on_record() -> bytes | None:
    """The plan file that the registry begins with in `databases`; a folder or module of tests may name one.

    It was taken at the instant of `clock`: not for processes, which go by the machine's clock.
    """
    return None


@pytest.fixture
def databases(templates: Templates, plan_on_record: bytes | None, clock: FixedClock) -> Iterator[dict[str, str]]:
    """A fresh database per service: its address by service."""
    plan = None if plan_on_record is None else Loaded(document=plan_on_record, at=clock.now())
    fresh = templates.fresh(loaded=plan)
    yield fresh
    templates.drop(fresh)


@pytest.fixture
def bus(servers: Servers) -> Iterator[Mapping[str, str]]:
    """A NATS without a stream in it: the address by service."""
    finish(_streams(servers.nats_urls["admin"], delete=True))
    yield servers.nats_urls
    finish(_streams(servers.nats_urls["admin"], delete=True))


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at 2026-11-23T15:00Z until it is turned."""
    return FixedClock()


@pytest.fixture
def orders(databases: dict[str, str], bus: Mapping[str, str]) -> Orders:
    """What the processes of the platform are told, for fresh databases and an empty bus."""
    return Orders(database_urls=databases, nats_urls=bus)


@pytest.fixture
def start_platform(templates: Templates, bus: Mapping[str, str], clock: FixedClock) -> Iterator[StartPlatform]:
    """Give a way to start only the services named, with or without their workers.

    With `loaded` the registry begins with this plan file, taken at the instant of the clock; see `Templates.fresh`.
    """
    made: list[dict[str, str]] = []

    def start(
        *services: str, workers: bool = True, loaded: bytes | None = None
    ) -> AbstractAsyncContextManager[Platform]:
        plan = None if loaded is None else Loaded(document=loaded, at=clock.now())
        fresh = templates.fresh(services, loaded=plan)
        made.append(fresh)
        return in_process(Orders(database_urls=fresh, nats_urls=bus), clock, workers=workers)

    yield start
    for fresh in made:
        templates.drop(fresh)


@pytest.fixture
async def platform(orders: Orders, clock: FixedClock) -> AsyncIterator[Platform]:
    """All four services in this process, by the turned clock."""
    async with in_process(orders, clock) as running:
        yield running


@pytest.fixture
def start_processes(orders: Orders) -> StartProcesses:
    """Give a way to start the platform's processes with other variables, `{"NAME": "…"}`."""
    return lambda environment=None: in_processes(orders, environment)


@pytest.fixture
def processes(start_processes: StartProcesses) -> Iterator[Processes]:
    """The API process and the worker process, by the machine's clock, ready; gone after the test."""
    with start_processes() as running:
        yield running


@pytest.fixture(scope="session")
def shared(pytestconfig: pytest.Config) -> Path:
    """The folder of material that is no part of the project; a test that needs it is skipped where it is absent."""
    folder = pytestconfig.rootpath.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    return folder


async def _load(orders: Orders, loaded: Loaded) -> None:
    """As a test would: over HTTP, with a credential of the point of contact, which stays on record."""
    async with in_process(orders, FixedClock(loaded.at), workers=False) as platform:
        await load_plan(platform.client, orders.database_urls[REGISTRY], loaded.document)


async def _streams(url: str, *, delete: bool) -> int:
    """How many streams there are (or were)."""
    client = await nats.connect(url, connect_timeout=10)
    try:
        streams = await client.jetstream().streams_info()
        for stream in streams if delete else ():
            await client.jetstream().delete_stream(stream.config.name or "")
        return len(streams)
    finally:
        await client.close()
