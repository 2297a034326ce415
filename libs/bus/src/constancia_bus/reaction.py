"""Acts on another service's events: durable, explicitly acknowledged, one at a time, each effect done once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError
from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_bus.ending import end_if_told
from constancia_bus.projection import OLDEST_PARKED, PARK, PARKED, RESOLVE, is_transient
from constancia_bus.streams import Bus, stream_name
from constancia_events.envelope import UnreadableEvent, decode, unwrap
from constancia_events.event import Event, Recorded
from constancia_runtime.logs import place_of
from constancia_runtime.trace import Trace, enter

_log = structlog.get_logger(__name__)
_WAIT_SECONDS = 5
"""How long one request stands. nats-py waits for its end though the consumer is gone, so it bounds the recovery."""
_ACK_SECONDS = 120
_DELAYS = (1, 2, 5, 10, 30)
_TRIES = 12

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
    """Runs one reaction until cancelled. A failure is tried again with growing pauses.

    What fails however often it is tried is parked with everything after it of its stream, and the others go on; it is
    tried again when the worker starts.
    """

    service: str
    reaction: Reaction
    bus: Bus
    engine: AsyncEngine

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
        await self._retry_parked()
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
            if await self._is_parked(recorded.stream):
                await self._park(message, "behind a parked event", 0)
            else:
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
        if tries >= _TRIES and not is_away(cause):
            await self._park(message, place_of(cause), tries)
            await message.ack_sync(timeout=5)
        else:
            await message.nak(delay=delay)

    @property
    def _key(self) -> dict[str, str | int]:
        return {"name": self.reaction.name, "version": 1, "source": self.reaction.source}

    async def _is_parked(self, stream: str) -> bool:
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            return stream in (await connection.execute(PARKED, self._key)).scalars().all()

    async def _park(self, message: Msg, error: str, tries: int) -> None:
        position = message.metadata.sequence.stream
        try:
            stream = unwrap(message.data).stream
        except UnreadableEvent:
            stream = f"unreadable/{position}"
        row = {"pos": position, "stream": stream, "message": message.data, "error": error, "tries": tries}
        async with self.engine.begin() as connection:
            await connection.execute(PARK, {**self._key, **row})
        _log.error("event_parked", reaction=self.reaction.name, position=position, stream=stream, error=error)

    async def _retry_parked(self) -> None:
        """React to what is parked, in order; where one still fails, it and those behind it stay."""
        stuck: set[str] = set()
        while True:
            async with self.engine.connect() as connection:
                row = (await connection.execute(OLDEST_PARKED, {**self._key, "stuck": list(stuck)})).first()
            if row is None:
                return
            try:
                recorded = decode(unwrap(row.message))
                await self.reaction.react(recorded.event, recorded)
            except Exception as cause:  # noqa: BLE001 - it stays parked, whatever it was
                _log.error("still_parked", reaction=self.reaction.name, position=row.pos, error=place_of(cause))
                stuck.add(row.stream)
                continue
            async with self.engine.begin() as connection:
                await connection.execute(RESOLVE, {**self._key, "pos": row.pos})


def is_away(cause: BaseException) -> bool:
    """Whether somebody whom the reaction needs does not answer: that passes, and is no fault of the event."""
    return is_transient(cause) or (isinstance(cause, NatsError) and not isinstance(cause, MaxPayloadError))


def event_id(recorded: Recorded) -> UUID:
    """The key under which an effect of this event is claimed."""
    return UUID(recorded.event_id)
