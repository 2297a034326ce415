"""An open loop: work begins at its own times, however slow the answers are, so that waiting counts as latency."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

_MOST_AT_ONCE = 300
_SEED = 2016
_PATIENCE_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Offered:
    """How a rate was kept. `skipped` were not even begun, for too many were still waiting."""

    asked: int
    skipped: int
    failed: int
    seconds: float
    achieved_per_second: float


async def offer(rate: int, seconds: float, act: Callable[[], Awaitable[None]]) -> Offered:
    """Begin `act` `rate` times a second for so long, each at a random moment of its own slot, and wait for all.

    The moments are the same in every run. Even steps would fall in with the platform's polls of one second.
    """
    dice = random.Random(_SEED)
    count = max(1, round(rate * seconds))
    running: set[asyncio.Task[None]] = set()
    tasks: list[asyncio.Task[None]] = []
    began = time.monotonic()
    for n in range(count):
        due = began + (n + dice.random()) / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if len(running) < _MOST_AT_ONCE:
            task = asyncio.ensure_future(act())
            running.add(task)
            task.add_done_callback(running.discard)
            tasks.append(task)
    done, waiting = await asyncio.wait(tasks, timeout=_PATIENCE_SECONDS)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    # The offered time, or longer when the last answers came after it.
    took = max(seconds, time.monotonic() - began)
    failed = len(waiting) + sum(1 for task in done if task.exception() is not None)
    return Offered(count, count - len(tasks), failed, round(took, 3), round((len(tasks) - failed) / took, 1))
