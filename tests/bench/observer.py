"""The one who waits for changes, in a process of its own: `observer sse|jetstream ADDRESS NAME`.

Says `ready`, notes what arrives, and after the line `until N` on its standard input ends with one line of JSON as soon
as position N has arrived, or a deadline is over. Ends with its standard input too.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import nats
import uvloop
from nats.aio.msg import Msg

from .wire import Connection

_PATIENCE_SECONDS = 15.0
_LIFE_SECONDS = 120.0
_SAMPLE_SECONDS = 0.5
_AGAIN_SECONDS = 0.1


@dataclass(slots=True)
class Observed:
    """`arrivals`: (nanoseconds, position); `bodies`: widgets fetched after a notice; `openings`: times connected."""

    arrivals: list[tuple[int, int]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    openings: int = 0


class Watch:
    """What is observed, and what is waited for."""

    def __init__(self) -> None:
        self.observed = Observed()
        self.ready = asyncio.Event()
        self._wanted: int | None = None
        self._reached = asyncio.Event()

    def arrived(self, at: int, position: int) -> None:
        """Note an arrival."""
        self.observed.arrivals.append((at, position))
        self._check()

    async def until(self, position: int) -> None:
        """Wait for a position, but not for ever: what is missing then is lost."""
        self._wanted = position
        self._check()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._reached.wait()
        except TimeoutError:
            return

    def _check(self) -> None:
        seen = self.observed.arrivals[-1][1] if self.observed.arrivals else 0
        if self._wanted is not None and seen >= self._wanted:
            self._reached.set()


async def watch_stream(watch: Watch, origin: str, plan: str) -> None:
    """Follow `/v1/stream` for ever as a browser does; and now and then fetch the widget that a notice speaks of."""
    noticed: asyncio.Queue[tuple[int, int, int]] = asyncio.Queue(1)
    sampling = asyncio.create_task(_sample(watch, origin, plan, noticed))
    seen = ""
    try:
        while True:
            connection = await Connection.open(origin)
            watch.observed.openings += 1
            async for event in connection.events(f"/v1/stream?plan={plan}{seen}"):
                at = time.monotonic_ns()
                fields = dict(line.split(": ", 1) for line in event.decode().split("\n") if ": " in line)
                if "data" in fields:
                    seen = f"&seen={fields['id'].replace('=', '%3D').replace(';', '%3B')}"
                    _take(watch, at, fields, noticed)
            await asyncio.sleep(_AGAIN_SECONDS)
    finally:
        sampling.cancel()


def _take(watch: Watch, at: int, fields: dict[str, str], noticed: "asyncio.Queue[tuple[int, int, int]]") -> None:
    if fields["event"] != "change":
        watch.ready.set()
        return
    data = json.loads(fields["data"])
    position = data["version"]["commitments"]
    watch.arrived(at, position)
    named = [change["commitment"] for change in data["changes"] if "commitment" in change]
    if named and noticed.empty():
        noticed.put_nowait((at, position, named[-1]))


async def _sample(watch: Watch, origin: str, plan: str, noticed: "asyncio.Queue[tuple[int, int, int]]") -> None:
    """Fetch a widget at once when a notice comes, at most twice a second: a reader among the writers."""
    while True:
        at, position, commitment = await noticed.get()
        if time.monotonic_ns() - at > 5_000_000:  # it waited for us; a fresh one will come
            continue
        connection = await Connection.open(origin)
        answer = await connection.ask("GET", f"/v1/plans/{plan}/commitments/{commitment}/compliance")
        connection.close()
        body = json.loads(answer.body)
        watch.observed.bodies.append(
            {
                "position": position,
                "arrived_at": answer.arrived_at,
                "commitment": commitment,
                "version": body["version"]["commitments"],
                "levels": {str(goal["number"]): goal["level"] for goal in body["item"]["goals"]},
            }
        )
        await asyncio.sleep(_SAMPLE_SECONDS)


async def watch_jetstream(watch: Watch, url: str, subject: str) -> None:
    """Wait at an ordered consumer for ever."""
    client = await nats.connect(url)

    async def take(message: Msg) -> None:
        watch.arrived(time.monotonic_ns(), message.metadata.sequence.stream)

    await client.jetstream().subscribe(subject, ordered_consumer=True, cb=take)
    watch.observed.openings += 1
    watch.ready.set()
    try:
        await asyncio.Event().wait()
    finally:
        await client.close()


async def main(watching: Callable[[Watch, str, str], Awaitable[None]], address: str, name: str) -> None:
    """Watch until told that it is enough."""
    watch = Watch()
    task = asyncio.ensure_future(watching(watch, address, name))
    async with asyncio.timeout(_LIFE_SECONDS):
        ready = asyncio.ensure_future(watch.ready.wait())
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        print("ready", flush=True)
        line = await asyncio.to_thread(sys.stdin.readline)
        if line:
            await watch.until(int(line.split()[1]))
            await asyncio.sleep(_AGAIN_SECONDS)  # a widget that is being fetched
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    print(json.dumps(asdict(watch.observed)), flush=True)


if __name__ == "__main__":
    uvloop.run(main({"sse": watch_stream, "jetstream": watch_jetstream}[sys.argv[1]], sys.argv[2], sys.argv[3]))
