"""Ends a task that was told to end, although the cancellation got lost on its way.

Before Python 3.12 `asyncio.wait_for`, which nats-py waits with, returns as if nothing had been said when an answer and
the cancellation come in the same turn of the loop. A task that works for ever asks here at every turn of its own.
"""

import asyncio


def end_if_told() -> None:
    """Raise asyncio.CancelledError when the present task was cancelled and is still at work."""
    if is_told():
        raise asyncio.CancelledError


def is_told() -> bool:
    """Whether the present task was cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
