"""Copies the log to JetStream: event p is sent with "the last sequence must be p-1", so the stream is the log.

There is no flag of what was sent: the stream's last sequence is the relay's progress, and the compare-and-set is the
fence between two relays. The advisory lock only spares the second one the work.
"""

import asyncio
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import structlog
from nats.errors import NoRespondersError
from nats.js.api import Header
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus.ending import end_if_told
from constancia_bus.sequencer import BATCH, sequence
from constancia_bus.streams import Bus, allow_bytes, create_stream, epoch_of, find_stream, stream_name, subject
from constancia_events.envelope import CONTENT_TYPE, Entry, wrap
from constancia_runtime.logs import place_of

_log = structlog.get_logger(__name__)
_POLL_SECONDS = 1.0
_LOOK_SECONDS = 10.0
"""How often an idle relay looks whether the stream is still there and whole."""
_SINGLES = 16
_ATOMIC = 1_000
_ATOMIC_BYTES = 8 * 1024 * 1024
_STOP_SECONDS = 5.0
_WRONG_LAST_SEQUENCE = 10071

_LOCK = text("select pg_try_advisory_lock(hashtext(:key))")
_HEAD = text("select pos, epoch from log_head")
_ROWS = text(
    "select pos, event_id, stream, version, type, occurred_at, recorded_at, correlation, causation, traceparent, body"
    " from event_log where pos > :after order by pos limit :limit"
)


class StreamMismatch(Exception):
    """The stream is no copy of this log; a person must decide which is right (docs/architecture/event-log.md)."""


class Refused(Exception):
    """NATS did not take an event; nothing is lost, it will be sent again."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Message:
    position: int
    subject: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Relay:
    """Numbers the staged events of one service and publishes them, until cancelled."""

    service: str
    engine: AsyncEngine
    bus: Bus
    max_bytes: int
    replicas: int
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _in_doubt: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Lead while the lock is held; otherwise stand by. On cancellation send what is staged, for at most 5 s."""
        self.bus.on_reconnect.append(self._doubt)
        try:
            async with self.engine.connect() as connection:
                # One statement is one transaction: the sequencer's is whole by itself, and nothing is held in between.
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                try:
                    await self._lead(connection)
                finally:
                    await connection.invalidate()  # the lock is its session's: given back alive it would lock us out
        finally:
            self.bus.on_reconnect.remove(self._doubt)

    async def _lead(self, connection: AsyncConnection) -> None:
        while not await self._leads(connection):  # noqa: ASYNC110 - nobody tells us that the lock is free
            await asyncio.sleep(_POLL_SECONDS)
        last, looked = await self._open(connection), monotonic()
        try:
            while True:
                end_if_told()
                last = await self._drain(connection, last)
                await self._pause()
                if self._in_doubt or monotonic() - looked > _LOOK_SECONDS:
                    self._in_doubt = False
                    last, looked = await self._open(connection), monotonic()
        except asyncio.CancelledError:
            await self._finish(connection, last)
            raise

    async def _finish(self, connection: AsyncConnection, last: int) -> None:
        """Send what is staged. Raises nothing: an error here would take the place of the cancellation."""
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await connection.rollback()
                await self._drain(connection, last)
        except Exception as cause:  # noqa: BLE001 - nothing depends on it, the next relay goes on from the stream
            _log.warning("relay_stopped_short", service=self.service, cause=place_of(cause))

    def _doubt(self) -> None:
        """After a reconnect the stream may be gone, or shorter: look before anything else."""
        self._in_doubt = True
        self.wake.set()

    async def _leads(self, connection: AsyncConnection) -> bool:
        return bool(await connection.scalar(_LOCK, {"key": f"relay/{self.service}"}))

    async def _open(self, connection: AsyncConnection) -> int:
        """Find or make the stream; returns its last sequence. One without its beginning is made anew from the log."""
        info = await find_stream(self.bus, self.service)
        head = (await connection.execute(_HEAD)).one()  # after the stream: another relay may number and send meanwhile
        if info is not None and info.state.first_seq > 1 and epoch_of(info) == head.epoch:
            _log.error("stream_incomplete", service=self.service, first=info.state.first_seq)
            await self.bus.jetstream.delete_stream(stream_name(self.service))
            info = None
        if info is None:
            info = await create_stream(
                self.bus, self.service, epoch=head.epoch, max_bytes=self.max_bytes, replicas=self.replicas
            )
            _log.info("stream_created", service=self.service, to_send=head.pos)
        if epoch_of(info) != head.epoch or info.state.last_seq > head.pos:
            _log.error("stream_mismatch", service=self.service, stream=info.state.last_seq, log=head.pos)
            raise StreamMismatch(self.service)
        await allow_bytes(self.bus, info, self.max_bytes)
        return info.state.last_seq

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(_POLL_SECONDS):
                await self.wake.wait()
        except TimeoutError:
            return
        self.wake.clear()

    async def _drain(self, connection: AsyncConnection, last: int) -> int:
        """Number and send until nothing is left; returns the last sequence that NATS acknowledged."""
        while True:
            moved = await sequence(connection, self.service)
            messages = await self._read(connection, last)
            if messages:
                try:
                    await self._send(messages, last)
                    last = messages[-1].position
                    if moved < BATCH and len(messages) <= _SINGLES:
                        return last  # that was all: whatever was staged since has set `wake`
                except Refused as refusal:
                    if refusal.code != _WRONG_LAST_SEQUENCE:
                        _log.error("publish_refused", service=self.service, code=refusal.code, reason=str(refusal))
                        raise
                    last = await self._open(connection)
                except NoRespondersError:
                    last = await self._open(connection)
            elif moved < BATCH:
                return last

    async def _read(self, connection: AsyncConnection, last: int) -> list[_Message]:
        rows = (await connection.execute(_ROWS, {"after": last, "limit": _ATOMIC})).all()
        messages: list[_Message] = []
        size = 0
        for row in rows:
            message = self._message(row)
            size += len(message.body)
            if messages and size > _ATOMIC_BYTES:
                break
            messages.append(message)
        return messages

    def _message(self, row: Any) -> _Message:
        entry = Entry(
            event_id=str(row.event_id),
            source=self.service,
            type=row.type,
            position=row.pos,
            stream=row.stream,
            version=row.version,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            correlation=row.correlation,
            causation=None if row.causation is None else str(row.causation),
            body=row.body,
        )
        headers = {"Content-Type": CONTENT_TYPE, "traceparent": row.traceparent}
        return _Message(row.pos, subject(self.service, row.stream, row.type), headers, wrap(entry))

    async def _send(self, messages: Sequence[_Message], last: int) -> None:
        if len(messages) <= _SINGLES:
            answers = await asyncio.gather(
                *(self._request(m, m.position - 1) for m in messages), return_exceptions=True
            )
            for answer in answers:
                if isinstance(answer, BaseException):
                    raise answer
        else:
            await self._send_batch(messages, last)

    async def _send_batch(self, messages: Sequence[_Message], last: int) -> None:
        batch = {Header.BATCH_ID.value: uuid.uuid4().hex}
        for n, message in enumerate(messages[:-1], start=1):
            headers = message.headers | batch | {Header.BATCH_SEQUENCE.value: str(n)}
            if n == 1:
                headers[Header.EXPECTED_LAST_SEQUENCE.value] = str(last)
            await self.bus.client.publish(message.subject, message.body, headers=headers)
        commit = batch | {Header.BATCH_SEQUENCE.value: str(len(messages)), Header.BATCH_COMMIT.value: "1"}
        await self._request(messages[-1], None, commit)

    async def _request(self, message: _Message, expected: int | None, extra: dict[str, str] | None = None) -> None:
        headers = message.headers | (extra or {})
        if expected is not None:
            headers[Header.EXPECTED_LAST_SEQUENCE.value] = str(expected)
        answer = json.loads(
            (await self.bus.client.request(message.subject, message.body, timeout=5, headers=headers)).data
        )
        if "error" in answer:
            raise Refused(answer["error"].get("err_code", 0), answer["error"].get("description", ""))
        if answer.get("duplicate") or answer.get("seq") != message.position:
            raise StreamMismatch(self.service)
