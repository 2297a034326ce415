"""`constancia up`: servers, then databases, then the processes; and all of it gone again, in reverse."""

import asyncio
import fcntl
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from constancia.orders import Addresses, Orders
from constancia.processes import Child, Say
from constancia.refusals import Refused
from constancia.watch import watch
from constancia_embedded.passwords import Passwords
from constancia_embedded.postgres import SUPERUSER
from constancia_embedded.servers import SERVICES, provisioned, standing_nats, standing_postgres

PORT_TAKEN = "Port {port} of {host} cannot be used: {why}. Choose another with --port or CONSTANCIA_PORT"
STOPPING = "Stopping…"
HURRYING = "Stopping at once…"
STOPPED = "Stopped"
_API_SECONDS = 3.5
_WORKER_SECONDS = 3.5
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run. `apis`, `workers` and `checkers` count processes; `public_url` follows from host and port."""

    data: Path
    host: str
    port: int
    apis: int
    workers: int
    checkers: int
    public_url: str | None
    log_level: str
    log_json: bool

    @property
    def origin(self) -> str:
        """The origin under which people reach the platform."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{'127.0.0.1' if host in {'0.0.0.0', '[::]'} else host}:{self.port}"  # noqa: S104


def up(options: Options, say: Say, when_ready: Callable[[dict[str, str]], Awaitable[None]]) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP. `when_ready` gets the database addresses by service once all is up.

    Raises Refused, ServerUnusable and ChildFailed, after everything that was started is stopped.
    """
    with claimed(options.data), _listening(options) as listening:
        asyncio.run(_until_told(options, listening, say, when_ready))


@contextmanager
def claimed(data: Path) -> Iterator[None]:
    """Hold the data folder for ourselves; the system lets go of it when we end in any way. Raises Refused."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "lock").open("a")
    except OSError as cause:
        raise Refused("The data folder {data} cannot be used: {why}", data=data, why=cause.strerror or cause) from cause
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            raise Refused("Constancia already runs from {data}", data=data) from cause
        yield


@contextmanager
def _listening(options: Options) -> Iterator[socket.socket]:
    """The port, taken before anything starts and kept while a fallen API begins again."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        listening = socket.create_server((options.host, options.port), family=family, backlog=2048)
    except (OSError, OverflowError) as cause:
        why = os.strerror(cause.errno) if isinstance(cause, OSError) and cause.errno and cause.errno > 0 else cause
        raise Refused(PORT_TAKEN, host=options.host, port=options.port, why=why) from cause
    with listening:
        yield listening


async def _until_told(
    options: Options,
    listening: socket.socket,
    say: Say,
    when_ready: Callable[[dict[str, str]], Awaitable[None]],
) -> None:
    told, hurry = asyncio.Event(), asyncio.Event()

    def tell() -> None:
        say(HURRYING if told.is_set() else STOPPING)
        (hurry if told.is_set() else told).set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, tell)
    running = asyncio.create_task(_run(options, listening, say, when_ready, hurry))
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    running.cancel()
    try:
        await running
    except asyncio.CancelledError:
        say(STOPPED)


async def _run(
    options: Options,
    listening: socket.socket,
    say: Say,
    when_ready: Callable[[dict[str, str]], Awaitable[None]],
    hurry: asyncio.Event,
) -> None:
    apis = [Child("api", str(listening.fileno()), say=say, listening=listening.fileno()) for _ in range(options.apis)]
    workers = [Child("worker", str(number), say=say) for number in range(1, options.workers + 1)]
    workers += [Child("checker", str(number), say=say) for number in range(1, options.checkers + 1)]
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_stop, [*apis, *workers], _WORKER_SECONDS, hurry)
        await asyncio.gather(*(child.prepare() for child in (*apis, *workers)))  # they load while the servers start
        postgres = await stack.enter_async_context(_in_thread(standing_postgres(options.data, os.environ)))
        nats = await stack.enter_async_context(_in_thread(standing_nats(options.data, os.environ)))
        databases = await asyncio.to_thread(provisioned, options.data, postgres.addresses[SUPERUSER])
        await asyncio.to_thread(migrate, databases)
        orders = _orders(options, databases, nats.addresses)
        stack.push_async_callback(_stop, workers, _WORKER_SECONDS, hurry)
        stack.push_async_callback(_stop, apis, _API_SECONDS, hurry)
        watching = [watch(server, say) for server in (postgres, nats)]
        await _keep([*apis, *workers], orders, watching, lambda: when_ready(databases))


async def _keep(
    children: list[Child],
    orders: Orders,
    watching: list[Coroutine[None, None, None]],
    when_ready: Callable[[], Awaitable[None]],
) -> None:
    """Keep every child working and the servers watched, until one cannot be kept or we are cancelled."""

    async def once_ready() -> None:
        await asyncio.gather(*(child.ready.wait() for child in children))
        await when_ready()

    keeping = [asyncio.create_task(work) for work in (*watching, *(child.keep(orders) for child in children))]
    greeting = asyncio.create_task(once_ready())
    try:
        await asyncio.wait({*keeping, greeting}, return_when=asyncio.FIRST_EXCEPTION)
        for task in (greeting, *keeping):
            if task.done():
                task.result()
    finally:
        for task in (greeting, *keeping):
            task.cancel()
        await asyncio.gather(greeting, *keeping, return_exceptions=True)


async def _stop(children: list[Child], within: float, hurry: asyncio.Event) -> None:
    await asyncio.gather(*(child.stop(within=within, hurry=hurry) for child in children))


def _orders(options: Options, databases: dict[str, str], nats_urls: Mapping[str, str]) -> Orders:
    return Orders(
        public_url=options.origin,
        log_level=options.log_level,
        log_json=options.log_json,
        run=options.data / "run",
        blobs=options.data / "evidence",
        consultation_secret=Passwords(options.data / "secrets.json").of("consultation"),
        mailbox=options.data / "mailbox",
        workers=options.workers,
        services={s: Addresses(database_url=databases[s], nats_url=nats_urls[s]) for s in SERVICES},
    )


def migrate(databases: dict[str, str]) -> None:
    """Bring every database to the newest revision, one after the other: Alembic keeps its context in a global."""
    from constancia_db.migrations import upgrade  # noqa: PLC0415 - takes a second, while our children load too

    for service, url in databases.items():
        upgrade(url, service)


@asynccontextmanager
async def _in_thread(manager: AbstractContextManager[Value]) -> AsyncIterator[Value]:
    """A blocking context manager, entered and left in threads; left even when we are cancelled while it enters."""
    entering = asyncio.ensure_future(asyncio.to_thread(manager.__enter__))
    try:
        value = await asyncio.shield(entering)
    except asyncio.CancelledError:
        await entering
        await asyncio.to_thread(manager.__exit__, None, None, None)
        raise
    try:
        yield value
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)
