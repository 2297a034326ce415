"""Starts an observer and asks it, at the end, what it saw."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from .observer import Observed

ROOT = Path(__file__).resolve().parents[2]
_LINE_BYTES = 32 * 1024**2


class Observer:
    """An observer at work."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def seen(self, until: int) -> Observed:
        """What it saw, once position `until` has arrived or its patience is over; it ends with this."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("started without pipes")
        self._process.stdin.write(f"until {until}\n".encode())
        line = await self._process.stdout.readline()
        told = json.loads(line)
        return Observed([(at, position) for at, position in told["arrivals"]], told["bodies"], told["openings"])


@asynccontextmanager
async def observing(kind: str, address: str, name: str) -> AsyncIterator[Observer]:
    """An observer that is ready, as long as the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.observer", kind, address, name,
        stdin=PIPE, stdout=PIPE, cwd=ROOT, limit=_LINE_BYTES,
    )  # fmt: skip
    try:
        if process.stdout is None or await process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"the {kind} observer did not start")
        yield Observer(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
