"""The connection to NATS, and the shape of each service's stream."""

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig, StreamInfo
from nats.js.errors import NotFoundError
from pydantic import SecretStr

MAX_MESSAGE = 512 * 1024
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Bus:
    """One connection to NATS that never gives up; `on_reconnect` holds what to do when it is back."""

    client: Client
    jetstream: JetStreamContext
    on_reconnect: list[Callable[[], None]] = field(default_factory=list)

    @classmethod
    async def connect(cls, url: SecretStr, *, name: str) -> Self:
        """Connect, however long it takes for a server to be there."""
        client = Client()
        bus = cls(client, client.jetstream(timeout=5))

        async def back() -> None:
            _log.info("nats_reconnected")
            for call in bus.on_reconnect:
                call()

        async def troubled(error: Exception) -> None:
            _log.warning("nats_trouble", cause=type(error).__name__)

        while True:
            try:
                await client.connect(
                    url.get_secret_value(),
                    name=name,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=1,
                    reconnected_cb=back,
                    error_cb=troubled,
                    ping_interval=10,
                )
            except (TimeoutError, OSError, NatsError):
                await asyncio.sleep(0.5)
            except asyncio.CancelledError:
                await bus.close()
                raise
            else:
                return bus

    async def close(self) -> None:
        """Close at once; what was acknowledged is safe, what was not is sent again by the next relay."""
        with suppress(OSError, NatsError):  # a server that is gone needs no goodbye
            await self.client.close()


def stream_name(service: str) -> str:
    """The JetStream stream that copies a service's log."""
    return f"EV_{service.upper()}"


def subject(service: str, stream: str, event_type: str) -> str:
    """`ev.<service>.<aggregate>.<00-ff>.<event type>`; the shard is the first byte of a hash of the stream key."""
    shard = hashlib.sha256(stream.encode()).hexdigest()[:2]
    return f"ev.{service}.{stream.partition('/')[0]}.{shard}.{event_type}"


async def find_stream(bus: Bus, service: str) -> StreamInfo | None:
    """What NATS says of a service's stream; None when there is none."""
    try:
        return await bus.jetstream.stream_info(stream_name(service))
    except NotFoundError:
        return None


async def create_stream(bus: Bus, service: str, *, epoch: str, max_bytes: int, replicas: int) -> StreamInfo:
    """Create the stream of a service, empty, beginning at sequence 1: it will hold the whole log."""
    return await bus.jetstream.add_stream(
        StreamConfig(
            name=stream_name(service),
            subjects=[f"ev.{service}.>"],
            storage=StorageType.FILE,
            retention=RetentionPolicy.LIMITS,
            discard=DiscardPolicy.NEW,
            max_bytes=max_bytes,
            max_msg_size=MAX_MESSAGE,
            num_replicas=replicas,
            deny_delete=True,
            deny_purge=True,
            allow_direct=True,
            allow_atomic=True,
            metadata={"epoch": epoch, "origin": service},
        )
    )


async def allow_bytes(bus: Bus, info: StreamInfo, max_bytes: int) -> None:
    """Raise a stream's limit to `max_bytes`; never lower it, because an operator may have raised it in need."""
    if 0 < (info.config.max_bytes or 0) < max_bytes:
        await bus.jetstream.update_stream(info.config.evolve(max_bytes=max_bytes))
        _log.info("stream_limit_raised", stream=info.config.name, max_bytes=max_bytes)


def epoch_of(info: StreamInfo) -> str:
    """The name of the log that a stream copies."""
    return (info.config.metadata or {}).get("epoch", "")
