"""A worker ends when it is told to, whenever that comes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import pytest

from constancia_bus.worker import Task, Worker


async def test_told_while_it_opens_and_what_it_opens_swallows_that_it_ends_all_the_same() -> None:
    """Before Python 3.12 `asyncio.wait_for` may: one in six workers that were stopped at once never ended."""
    opening, closed = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await asyncio.Event().wait()

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        opening.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        try:
            yield {"work": work}
        finally:
            closed.set()

    running = asyncio.create_task(Worker("test", tasks).run())
    await opening.wait()
    running.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await running
    assert closed.is_set(), "and gives back what it opened"
