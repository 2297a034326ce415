"""Acts on another service's events: durable, explicitly acknowledged, one at a time, each effect done once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from constancia_bus.ending import end_if_told
from constancia_bus.projection import is_transient
from constancia_bus.streams import Bus, stream_name
from constancia_events.envelope import decode, unwrap
from constancia_events.event import Event, Recorded
from constancia_runtime.logs import place_of
from constancia_runtime.trace import Trace, enter

_log = structlog.get_logger(__name__)
_WAIT_SECONDS = 5
"""How long one request stands. nats-py waits for its end though the consumer is gone, so it bounds the recovery."""
_ACK_SECONDS = 120
_DELAYS = (1, 2, 5, 10, 30)

React = Callable[[Any, Recorded], Awaitable[None]]
"""What to do about an event: `(event, recorded)`; claims its effect by `tx.once` in the transaction of its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One effect of one kind of event."""

    name: str
    event: type[Event]
    react: React

    @property
    def source(self) -> str:
        """The service that says the event."""
        return self.event.type.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Reactor:
    """Runs one reaction until cancelled. A failure is tried again with growing pauses and never passed over."""

    service: str
    reaction: Reaction
    bus: Bus

    async def run(self) -> None:
        """Take each event in order; acknowledge only what is done."""
        while True:
            end_if_told()
            try:
                await self._follow()
            except NotFoundError:
                await asyncio.sleep(_DELAYS[0])
            except NatsError as cause:
                _log.warning("reaction_interrupted", reaction=self.reaction.name, cause=type(cause).__name__)
                await asyncio.sleep(_DELAYS[0])

    async def _follow(self) -> None:
        subscription = await self._subscribe()
        try:
            while True:
                end_if_told()
                try:
                    [message] = await subscription.fetch(1, timeout=_WAIT_SECONDS)
                except TimeoutError:
                    continue
                await self._handle(message)
        finally:
            if not self.bus.client.is_closed:
                await subscription.unsubscribe()

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        stream = stream_name(self.reaction.source)
        config = ConsumerConfig(
            durable_name=f"{self.service}_{self.reaction.name}",
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=_ACK_SECONDS,
            max_ack_pending=1,
            max_deliver=-1,
            filter_subject=f"ev.{self.reaction.source}.*.*.{self.reaction.event.type}",
        )
        info = await self.bus.jetstream.add_consumer(stream, config)
        return await self.bus.jetstream.pull_subscribe_bind(info.name, stream=stream)

    async def _handle(self, message: Msg) -> None:
        enter(Trace.parse((message.headers or {}).get("traceparent")))
        try:
            recorded = decode(unwrap(message.data))
            await self.reaction.react(recorded.event, recorded)
        except Exception as cause:  # noqa: BLE001 - whatever it was, the event must not be lost
            await self._again(message, cause)
        else:
            await message.ack_sync(timeout=5)

    async def _again(self, message: Msg, cause: Exception) -> None:
        tries = message.metadata.num_delivered or 1
        delay = _DELAYS[min(tries, len(_DELAYS)) - 1]
        level = "warning" if is_transient(cause) else "error"
        getattr(_log, level)("reaction_failed", reaction=self.reaction.name, tries=tries, error=place_of(cause))
        await message.nak(delay=delay)


def event_id(recorded: Recorded) -> UUID:
    """The key under which an effect of this event is claimed."""
    return UUID(recorded.event_id)
