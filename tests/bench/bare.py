"""The bare machinery on the same servers: JetStream alone, and one committed row with one durable publish."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

import asyncpg
import nats
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig

from .figures import Spread, spread
from .observing import observing
from .offered import Offered, offer
from .stage import Stage

STREAM = "BENCH"
_SUBJECT = "bench.progress"
_CONNECTIONS = 8
"""As many as the API process has for its database."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A message of the platform's own stream: what is published bare has its headers and its length."""

    headers: dict[str, str]
    data: bytes


@dataclass(slots=True)
class Publisher:
    """Publishes and waits for the acknowledgement; `published`: when each sequence was given to the client."""

    jetstream: JetStreamContext
    sample: Sample
    published: dict[int, int] = field(default_factory=dict)
    acknowledged: list[int] = field(default_factory=list)

    async def publish(self) -> None:
        """Publish one message."""
        began = time.monotonic_ns()
        answer = await self.jetstream.publish(_SUBJECT, self.sample.data, headers=dict(self.sample.headers))
        self.published[answer.seq] = began
        self.acknowledged.append(time.monotonic_ns() - began)


@dataclass(slots=True)
class Floor:
    """Commits one row and then publishes one message: the least that any change with a durable event costs."""

    rows: "asyncpg.Pool[asyncpg.Record]"
    publisher: Publisher
    took: list[int] = field(default_factory=list)

    async def change(self) -> None:
        """Make one such change."""
        began = time.monotonic_ns()
        await self.rows.execute("insert into bench_floor (body) values ($1)", self.publisher.sample.data)
        await self.publisher.publish()
        self.took.append(time.monotonic_ns() - began)

    @classmethod
    @asynccontextmanager
    async def laid(cls, admin_url: str, publisher: Publisher) -> AsyncIterator[Self]:
        """A table to commit to, as long as the block."""
        async with asyncpg.create_pool(admin_url, min_size=_CONNECTIONS, max_size=_CONNECTIONS) as rows:
            await rows.execute("create table bench_floor (id bigint generated always as identity, body bytea)")
            try:
                yield cls(rows, publisher)
            finally:
                await rows.execute("drop table bench_floor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """What one rate gave. `to_deliver`: publish to delivery; `to_acknowledge`: publish to its acknowledgement."""

    offered: Offered
    bytes: int
    lost: int
    to_deliver: Spread
    to_acknowledge: Spread


async def measure_jetstream(stage: Stage, rate: int, seconds: float) -> Bare:
    """Publish at `rate` for so long, beside one consumer that waits in a process of its own."""
    async with _publisher(stage) as publisher, observing("jetstream", stage.nats_url, _SUBJECT) as observer:
        offered = await _warmed(rate, seconds, publisher.publish, publisher.acknowledged)
        observed = await observer.seen(max(publisher.published))
    arrived = {sequence: at for at, sequence in reversed(observed.arrivals)}
    counted = {sequence: began for sequence, began in publisher.published.items() if sequence > 1}
    return Bare(
        offered=offered,
        bytes=len(publisher.sample.data),
        lost=len(counted.keys() - arrived.keys()),
        to_deliver=spread([arrived[s] - began for s, began in counted.items() if s in arrived]),
        to_acknowledge=spread(publisher.acknowledged),
    )


async def measure_floor(stage: Stage, rate: int, seconds: float) -> tuple[Offered, Spread]:
    """Commit one row and publish one message, at `rate` for so long."""
    async with _publisher(stage) as publisher, Floor.laid(stage.admin_url, publisher) as floor:
        offered = await _warmed(rate, seconds, floor.change, floor.took)
    return offered, spread(floor.took)


async def _warmed(rate: int, seconds: float, act: Callable[[], Awaitable[None]], took: list[int]) -> Offered:
    await act()  # the first one opens things; not counted
    took.clear()
    return await offer(rate, seconds, act)


@asynccontextmanager
async def _publisher(stage: Stage) -> AsyncIterator[Publisher]:
    """A stream like those of the platform, gone after the block."""
    client: Client = await nats.connect(stage.nats_url)
    try:
        jetstream = client.jetstream(timeout=5)
        sample = await _sample(jetstream)
        await jetstream.add_stream(
            StreamConfig(
                name=STREAM,
                subjects=[_SUBJECT],
                storage=StorageType.FILE,
                retention=RetentionPolicy.LIMITS,
                discard=DiscardPolicy.NEW,
                allow_direct=True,
                num_replicas=1,
            )
        )
        try:
            yield Publisher(jetstream, sample)
        finally:
            await jetstream.delete_stream(STREAM)
    finally:
        await client.close()


async def _sample(jetstream: JetStreamContext) -> Sample:
    """The newest message of the registry's stream."""
    info = await jetstream.stream_info("EV_COMMITMENTS")
    message = await jetstream.get_msg("EV_COMMITMENTS", info.state.last_seq)
    headers = {k: v for k, v in (message.headers or {}).items() if not k.startswith("Nats-")}
    return Sample(headers, message.data or b"")
