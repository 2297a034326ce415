"""One way to run an app: uvicorn on uvloop and httptools, quiet, and gone within five seconds of being asked."""

import socket
from collections.abc import Sequence
from typing import Final

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS: Final = 5


def server(
    app: ASGIApp, *, host: str = "127.0.0.1", port: int = 8000, fd: int | None = None, lifespan: bool = True
) -> uvicorn.Server:
    """A server to `await server.serve()` inside a loop of one's own; set `should_exit` to stop it."""
    return uvicorn.Server(
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
