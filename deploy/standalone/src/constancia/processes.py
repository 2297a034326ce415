"""Keeps one child process alive: started, given its orders, begun again when it falls, and stopped for good."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress

from constancia.orders import READY, Orders

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0
_FIRST_TRIES = 3

Say = Callable[..., None]
"""Tells the person at the terminal: an English message, and its values."""

FELL = "The {name} process ended with code {code}; it begins again in {seconds} s"
KILLED = "The {name} process did not end in time and was killed"


class ChildFailed(Exception):
    """A child process never came up; what it logged says why."""


class Child:
    """A process of ours that dies when we do: it watches its standard input, which ends with us."""

    def __init__(self, *arguments: str, say: Say, listening: int | None = None) -> None:
        self.name = arguments[0]
        self.ready = asyncio.Event()
        self._arguments = arguments
        self._say = say
        self._inherited = () if listening is None else (listening,)
        self._process: Process | None = None
        self._stopped = False

    async def prepare(self) -> None:
        """Start the process; it loads its code and waits for its orders."""
        if self._stopped:
            return
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "constancia.child",
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            pass_fds=self._inherited,
            start_new_session=True,  # Ctrl-C in a terminal comes to us, and we stop things in order
        )

    async def keep(self, orders: Orders) -> None:
        """Keep it working until cancelled. Raises ChildFailed if it falls three times before it is ever ready."""
        pause, falls = _FIRST_PAUSE, 0
        while True:
            began = asyncio.get_running_loop().time()
            code = await self._live(orders)
            if self._stopped:
                return
            falls += 1
            if not self.ready.is_set() and falls == _FIRST_TRIES:
                raise ChildFailed(self.name)
            if asyncio.get_running_loop().time() - began > _STEADY_SECONDS:
                pause = _FIRST_PAUSE
            self._say(FELL, name=self.name, code=code, seconds=f"{pause:g}")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            self._process = None

    async def _live(self, orders: Orders) -> int:
        if self._process is None:
            await self.prepare()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return 0
        with suppress(ConnectionError):
            process.stdin.write(orders.model_dump_json().encode() + b"\n")
            await process.stdin.drain()
        while line := await process.stdout.readline():
            if line == READY:
                self.ready.set()
        return await process.wait()

    async def stop(self, *, within: float, hurry: asyncio.Event) -> None:
        """Ask it to end; kill it after `within` seconds, or at once when there is a hurry."""
        self._stopped = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        gone, hurried = asyncio.create_task(process.wait()), asyncio.create_task(hurry.wait())
        await asyncio.wait({gone, hurried}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()
        if not gone.done():
            self._say(KILLED, name=self.name)
            with suppress(ProcessLookupError):
                process.kill()
        await gone
