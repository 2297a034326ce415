"""One way to run an app: uvicorn on uvloop and httptools, quiet, and gone within five seconds of being asked."""

import socket
from collections.abc import Callable, Sequence
from typing import Final

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS: Final = 5


class _Server(uvicorn.Server):
    """Asks the app to end what never ends by itself (open streams) before it waits for every answer to be sent."""

    let_go: Callable[[], None] | None = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.let_go is not None:
            self.let_go()
        await super().shutdown(sockets)


def server(  # noqa: PLR0913 - what a server is made of
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    fd: int | None = None,
    lifespan: bool = True,
    let_go: Callable[[], None] | None = None,
) -> uvicorn.Server:
    """A server to `await server.serve()` inside a loop of one's own; set `should_exit` to stop it.

    `let_go` is called as it begins to stop; where it is not given, the app's own method of that name, if there is one.
    """
    serving = _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            fd=fd,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on" if lifespan else "off",
            log_config=None,  # constancia_runtime.logs sends every library's log through one form
            access_log=False,  # addresses and queries of readers are nobody's business
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    serving.let_go = let_go or getattr(app, "let_go", None)
    return serving


def serve(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    fd: int | None = None,
    sockets: Sequence[socket.socket] | None = None,
) -> None:
    """Serve `app` until SIGINT or SIGTERM: on a host and port, an inherited file descriptor, or bound sockets."""
    server(app, host=host, port=port, fd=fd).run(sockets=None if sockets is None else list(sockets))
