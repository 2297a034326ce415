"""Asynchronous work for callers that are not asynchronous, whether a loop runs in their thread or not."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Do `work` to its end in a loop of its own, in a thread of its own. Blocks."""
    with ThreadPoolExecutor(1, thread_name_prefix="constancia-embedded") as thread:
        return thread.submit(asyncio.run, work).result()
