"""A process of the platform: the four APIs (`api FD`) or the four workers (`worker`). Started by `constancia up` alone.

It reads its orders from standard input and lives as long as that stays open: when whoever started it dies, be it by
kill -9, the pipe closes, and it stops by itself.
"""

import asyncio
import os
import signal
import socket
import sys
import threading
import time

import uvloop
from starlette.types import Message, Receive, Scope, Send

from constancia.front import Front
from constancia.orders import READY, Orders
from constancia.services import build_workers, create_apps, load_code
from constancia_runtime.logs import set_up_logs
from constancia_web.server import server

_LAST_SECONDS = 8.0
_HTTP_SECONDS = 3


def main() -> None:
    """Run until SIGTERM or the end of standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    role = sys.argv[1]
    load_code()
    line = sys.stdin.buffer.readline()
    if not line:
        return
    orders = Orders.model_validate_json(line)
    set_up_logs(service=role, level=orders.log_level, as_json=orders.log_json)
    threading.Thread(target=_lifeline, daemon=True, name="lifeline").start()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(orders, int(sys.argv[2])) if role == "api" else _work(orders))


def _lifeline() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LAST_SECONDS)
    os._exit(1)


async def _serve(orders: Orders, listening: int) -> None:
    front = Front(create_apps(orders))

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                _say_ready()

        await front(scope, receive, tell if scope["type"] == "lifespan" else send)

    serving = server(told, let_go=front.let_go)
    serving.config.timeout_graceful_shutdown = _HTTP_SECONDS
    await serving.serve(sockets=[socket.socket(fileno=listening)])


async def _work(orders: Orders) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(w.run(), name=service) for service, w in build_workers(orders).items()]
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _cancel, tasks)
        _say_ready()


def _cancel(tasks: "list[asyncio.Task[None]]") -> None:
    for task in tasks:
        task.cancel()


def _say_ready() -> None:
    os.write(sys.stdout.fileno(), READY)


if __name__ == "__main__":
    main()
