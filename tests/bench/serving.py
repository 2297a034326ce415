"""A server process of the bench: `serving reporting|constant FD`, on the platform's own server settings.

Reads one line of orders from its standard input, says `ready` when it answers, and ends with its standard input.
"""

import json
import os
import signal
import socket
import sys
import threading
from importlib import import_module
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from constancia_testing.orders import Orders
from constancia_web.server import serve


class Constant:
    """Answers each path with two messages made beforehand: nothing in Python could do less."""

    def __init__(self, answers: dict[str, tuple[Message, Message]]) -> None:
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        start, body = self._answers[scope["path"]]
        await send(start)
        await send(body)


def main() -> None:
    """Serve until told to end."""
    orders: Any = json.loads(sys.stdin.readline())
    app = _reporting(orders) if sys.argv[1] == "reporting" else _constant(orders)
    threading.Thread(target=_lifeline, daemon=True).start()

    # The same wrapping for both, and for the API process of `constancia up`.
    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                print("ready", flush=True)

        await app(scope, receive, tell if scope["type"] == "lifespan" else send)

    serve(told, sockets=[socket.socket(fileno=int(sys.argv[2]))])


def _reporting(orders: dict[str, str]) -> ASGIApp:
    told = Orders(
        database_urls={"reporting": orders["database_url"]},
        nats_urls={"reporting": orders["nats_url"]},
        public_url=orders["public_url"],
    )
    app: ASGIApp = import_module("reporting.app").create_app(told.settings("reporting"))
    return app


def _constant(orders: list[dict[str, Any]]) -> ASGIApp:
    return Constant(
        {
            answer["path"]: (
                {
                    "type": "http.response.start",
                    "status": answer["status"],
                    "headers": [(name.encode(), value.encode()) for name, value in answer["headers"]],
                },
                {"type": "http.response.body", "body": answer["body"].encode("latin-1")},
            )
            for answer in orders
        }
    )


def _lifeline() -> None:
    while sys.stdin.readline():
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
