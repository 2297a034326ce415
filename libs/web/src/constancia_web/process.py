"""The command of every service: `api`, `worker`, `migrate`, or what it has besides; set up by the environment."""

import asyncio
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

import uvloop
from starlette.types import ASGIApp

from constancia_db.migrations import upgrade
from constancia_runtime.logs import set_up_logs
from constancia_runtime.settings import ServiceSettings
from constancia_web.server import serve

S = TypeVar("S", bound=ServiceSettings)
_PORT = 8000
_BEAT_SECONDS = 5.0


class Works(Protocol):
    """What `build_worker` makes."""

    @property
    def ill(self) -> set[str]:
        """Names of the tasks that do not run well."""
        ...

    async def run(self) -> None:
        """Work until cancelled."""
        ...


def main(
    service: str,
    settings_from: Callable[[], S],
    create_app: Callable[[S], ASGIApp],
    build_worker: Callable[[S], Works],
    others: Mapping[str, Callable[[S], Works]] | None = None,
) -> None:
    """Run what the command line names, of `others` too; exits with 2 when it names nothing that is there."""
    what = sys.argv[1:] or [""]
    works = {"worker": build_worker, **(others or {})}
    if what[0] not in {"api", "migrate", *works}:
        sys.exit(f"usage: python -m {service} api [PORT] | {' | '.join(works)} | migrate")
    settings = settings_from()
    set_up_logs(service=service, level=settings.log_level, as_json=settings.log_json)
    if what[0] == "api":
        serve(create_app(settings), host="0.0.0.0", port=int(what[1]) if what[1:] else _PORT)  # noqa: S104 - a container
    elif what[0] in works:
        uvloop.run(until_signalled(works[what[0]](settings), heartbeat=settings.heartbeat))
    else:
        upgrade(settings.database_url.get_secret_value(), service)


async def until_signalled(worker: Works, *, heartbeat: Path | None) -> None:
    """Run a worker until SIGINT or SIGTERM, then let it end in its own way; touch `heartbeat` while it is well."""
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(worker.run())]
        if heartbeat is not None:
            running.append(group.create_task(_beat(worker, heartbeat)))
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()
        for task in running:
            task.cancel()


async def _beat(worker: Works, heartbeat: Path) -> None:
    while True:
        if not worker.ill:
            heartbeat.touch()  # noqa: ASYNC240 - a local file without content
        await asyncio.sleep(_BEAT_SECONDS)
