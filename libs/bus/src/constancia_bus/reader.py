"""Reads a stream in order from a position: a pull consumer without acknowledgements, with requests always outstanding.

Nothing is ever skipped by time: a sequence that does not follow the last one, a lost heartbeat or a reconnect ends the
reading, and the caller begins again at its checkpoint.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from constancia_bus.ending import end_if_told
from constancia_bus.streams import Bus, stream_name

PULL = 500
_OUTSTANDING = 2
_EXPIRES_SECONDS = 30
_HEARTBEAT_SECONDS = 5
_STATUS = "Status"


class ReadingInterrupted(Exception):
    """The reading must begin again at the checkpoint; nothing was lost."""


@dataclass(frozen=True, slots=True)
class Message:
    """One stored message: its sequence, which is the event's position, and its bytes."""

    sequence: int
    data: bytes


class OrderedReader:
    """Batches of messages that follow each other without a gap."""

    def __init__(self, bus: Bus, stream: str, consumer: str, after: int) -> None:
        self._bus, self._stream, self._consumer, self._last = bus, stream, consumer, after
        self._inbox = bus.client.new_inbox()
        self._arrived: asyncio.Queue[Msg | None] = asyncio.Queue()
        self._asked = 0

    async def batches(self) -> AsyncGenerator[list[Message], None]:
        """Every batch as it arrives, at most 500 long. Raises ReadingInterrupted."""
        subscription = await self._bus.client.subscribe(self._inbox, cb=self._take, pending_msgs_limit=-1)
        self._bus.on_reconnect.append(self._interrupt)
        try:
            while True:
                end_if_told()
                await self._pull()
                if batch := await self._next():
                    yield batch
        finally:
            self._bus.on_reconnect.remove(self._interrupt)
            if not self._bus.client.is_closed:
                await subscription.unsubscribe()

    async def _take(self, message: Msg) -> None:
        self._arrived.put_nowait(message)

    def _interrupt(self) -> None:
        self._arrived.put_nowait(None)

    async def _pull(self) -> None:
        """Keep two requests outstanding, so that the server never waits for us."""
        while self._asked <= PULL * (_OUTSTANDING - 1):
            request = {
                "batch": PULL,
                "expires": int(_EXPIRES_SECONDS * 10**9),
                "idle_heartbeat": int(_HEARTBEAT_SECONDS * 10**9),
            }
            to = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}"
            await self._bus.client.publish(to, json.dumps(request).encode(), reply=self._inbox)
            self._asked += PULL

    async def _next(self) -> list[Message]:
        """What has arrived, waiting for the first; empty when it was only a status."""
        batch: list[Message] = []
        try:
            async with asyncio.timeout(2 * _HEARTBEAT_SECONDS + 1):
                arrived = await self._arrived.get()
        except TimeoutError:
            raise ReadingInterrupted("two heartbeats missed") from None
        while True:
            self._sort(arrived, batch)
            if len(batch) >= PULL or self._arrived.empty():
                return batch
            arrived = self._arrived.get_nowait()

    def _sort(self, arrived: Msg | None, batch: list[Message]) -> None:
        if arrived is None:
            raise ReadingInterrupted("reconnected")
        status = (arrived.headers or {}).get(_STATUS)
        if status is None:
            sequence = arrived.metadata.sequence.stream
            if sequence != self._last + 1:
                raise ReadingInterrupted(f"{sequence} came after {self._last}")
            self._last = sequence
            self._asked -= 1
            batch.append(Message(sequence, arrived.data))
        elif status == "408":
            self._asked -= int((arrived.headers or {}).get("Nats-Pending-Messages", PULL))
        elif status != "100":
            raise ReadingInterrupted(f"status {status}")


@asynccontextmanager
async def ordered_reader(bus: Bus, service: str, *, name: str, after: int) -> AsyncIterator[OrderedReader]:
    """A reader of a service's stream from the message after `after`. Raises ReadingInterrupted without a stream."""
    stream = stream_name(service)
    config = ConsumerConfig(
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=after + 1,
        ack_policy=AckPolicy.NONE,
        inactive_threshold=60,
        mem_storage=True,
        metadata={"reader": name},
    )
    try:
        info = await bus.jetstream.add_consumer(stream, config)
    except NotFoundError:
        raise ReadingInterrupted(f"no stream {stream} yet") from None
    try:
        yield OrderedReader(bus, stream, info.name, after)
    finally:
        if bus.client.is_connected:
            with suppress(NatsError):  # the server may have dropped it already, and does so by itself after a minute
                await bus.jetstream.delete_consumer(stream, info.name)
