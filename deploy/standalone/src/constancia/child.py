"""A process of the platform: the four APIs (`api FD`), the four workers (`worker NUMBER`), or a checker (`checker`).

Started by `constancia up` alone. It reads its orders from standard input and lives as long as that stays open: when
whoever started it dies, be it by kill -9, the pipe closes, and it stops by itself.
"""

import asyncio
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import uvloop
from starlette.types import Message, Receive, Scope, Send

from constancia.condition import SAID_EVERY_SECONDS, condition_file, ill_services, say_condition
from constancia.front import Front
from constancia.orders import READY, Orders
from constancia.services import Runs, build_checker, build_workers, create_apps, load_code
from constancia_runtime.logs import set_up_logs
from constancia_web.server import server

_LAST_SECONDS = 8.0
_HTTP_SECONDS = 3
_BEGIN_SECONDS = 4.0


def main() -> None:
    """Run until SIGTERM or the end of standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    role, number = sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 1
    load_code(role)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    orders = Orders.model_validate_json(line)
    set_up_logs(service=role, level=orders.log_level, as_json=orders.log_json)
    threading.Thread(target=_lifeline, daemon=True, name="lifeline").start()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        match role:
            case "api":
                runner.run(_serve(orders, number))
            case "checker":
                runner.run(_check(orders))
            case _:
                runner.run(_work(orders, number))


def _lifeline() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LAST_SECONDS)
    os._exit(1)


async def _serve(orders: Orders, listening: int) -> None:
    run, numbers = orders.run, range(1, orders.workers + 1)
    files = [] if run is None else [condition_file(run, number) for number in numbers]
    front = Front(create_apps(orders), partial(ill_services, files, orders.services) if files else None)

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                _say_ready()

        await front(scope, receive, tell if scope["type"] == "lifespan" else send)

    serving = server(told, let_go=front.let_go)
    serving.config.timeout_graceful_shutdown = _HTTP_SECONDS
    await serving.serve(sockets=[socket.socket(fileno=listening)])


async def _work(orders: Orders, number: int) -> None:
    workers = build_workers(orders)
    file = None if orders.run is None else condition_file(orders.run, number)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(w.run(), name=service) for service, w in workers.items()]
        tasks.append(group.create_task(_tell_of(workers, file), name="condition"))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _cancel, tasks)


async def _check(orders: Orders) -> None:
    """Visit evidence until told to end."""
    working = asyncio.create_task(build_checker(orders).run(), name="checker")
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
    _say_ready()
    with suppress(asyncio.CancelledError):
        await working


async def _tell_of(workers: Mapping[str, Runs], file: Path | None) -> None:
    """Say that the workers are at work once they are, but not much later than usual: a server may be away for long."""
    loop = asyncio.get_running_loop()
    patience = loop.time() + _BEGIN_SECONDS
    while any("start" in w.ill for w in workers.values()) and loop.time() < patience:  # noqa: ASYNC110 - a set is mute
        await asyncio.sleep(0.05)
    if file is None:
        _say_ready()
        return
    say_condition(file, workers)
    _say_ready()
    while True:
        await asyncio.sleep(SAID_EVERY_SECONDS)
        say_condition(file, workers)


def _cancel(tasks: "list[asyncio.Task[None]]") -> None:
    for task in tasks:
        task.cancel()


def _say_ready() -> None:
    os.write(sys.stdout.fileno(), READY)


if __name__ == "__main__":
    main()
