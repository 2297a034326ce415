"""The process that does a service's work behind its API: relay, projectors, reactions, side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import structlog

from constancia_bus.ending import end_if_told, is_told
from constancia_runtime.logs import place_of

_log = structlog.get_logger(__name__)
_MAX_PAUSE_SECONDS = 10.0

Task = Callable[[], Awaitable[None]]
Tasks = Callable[[], AbstractAsyncContextManager[Mapping[str, Task]]]
"""Opens what the tasks share (engine, bus), yields the tasks by name, and closes it after them."""


@dataclass(frozen=True, slots=True)
class Worker:
    """All tasks of one service. A task that fails is begun again with growing pauses; the others go on."""

    service: str
    tasks: Tasks
    ill: set[str] = field(default_factory=lambda: {"start"})
    """Names of the tasks that failed and have not run well since; `start` until all are begun."""

    async def run(self) -> None:
        """Work until cancelled; then every task ends in its own way."""
        async with self.tasks() as tasks:
            end_if_told()  # what was opened may have swallowed it, and a group waits for tasks that nobody told
            async with asyncio.TaskGroup() as group:
                for name, task in tasks.items():
                    group.create_task(self._keep(name, task), name=f"{self.service}/{name}")
                self.ill.discard("start")
                _log.info("worker_started", service=self.service, tasks=sorted(tasks))

    async def _keep(self, name: str, task: Task) -> None:
        pause, loop = 0.5, asyncio.get_running_loop()
        while True:
            began = loop.time()
            well = loop.call_later(_MAX_PAUSE_SECONDS, self.ill.discard, name)
            try:
                await task()
            except Exception as cause:  # noqa: BLE001 - a task never takes the others down
                _log.error("task_failed", service=self.service, task=name, error=place_of(cause))
            finally:
                well.cancel()
            if is_told():
                return  # the task ended by an error while it was told to end
            self.ill.add(name)
            if loop.time() - began > _MAX_PAUSE_SECONDS:
                pause = 0.5
            await asyncio.sleep(pause)
            pause = min(pause * 2, _MAX_PAUSE_SECONDS)
