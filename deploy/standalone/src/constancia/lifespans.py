"""The start and stop of an app inside another (ASGI lifespan protocol): each in a task of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message


class StartFailed(Exception):
    """An app said that it cannot start."""


@asynccontextmanager
async def started(app: ASGIApp) -> AsyncIterator[dict[str, Any]]:
    """Keep `app` started as long as the block; yields the state that its requests get. Raises StartFailed."""
    state: dict[str, Any] = {}
    orders: asyncio.Queue[Message] = asyncio.Queue()
    answers: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
    life = asyncio.create_task(_live(app, scope, orders, answers), name="lifespan")
    orders.put_nowait({"type": "lifespan.startup"})
    answer = await answers.get()
    if answer["type"] != "lifespan.startup.complete":
        await asyncio.gather(life, return_exceptions=True)
        raise StartFailed(answer.get("message", "")) from answer.get("cause")
    try:
        yield state
    finally:
        orders.put_nowait({"type": "lifespan.shutdown"})
        await asyncio.gather(life, return_exceptions=True)


async def _live(
    app: ASGIApp, scope: dict[str, Any], orders: asyncio.Queue[Message], answers: asyncio.Queue[Message]
) -> None:
    try:
        await app(scope, orders.get, answers.put)
    except Exception as cause:
        answers.put_nowait({"type": "lifespan.startup.failed", "message": str(cause), "cause": cause})
        raise
