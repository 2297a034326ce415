"""A connection for endpoints that only read; the app keeps its engine as `app.state.engine`."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


async def _connection(request: Request) -> AsyncIterator[AsyncConnection]:
    engine: AsyncEngine = request.app.state.engine
    async with engine.connect() as connection:
        yield connection


Reads = Annotated[AsyncConnection, Depends(_connection)]


async def _snapshot(request: Request) -> AsyncIterator[AsyncConnection]:
    engine: AsyncEngine = request.app.state.engine
    async with engine.connect() as connection:
        yield await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


Snapshot = Annotated[AsyncConnection, Depends(_snapshot)]
"""A connection whose every statement sees the same instant: for answers made of several that say their version."""
