"""Hands each change to everybody who watches. Who cannot keep up is let go, and reconnects to what is newest."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from constancia_runtime.errors import DomainError, Kind

_WAITING = 256
_HEARTBEAT_SECONDS = 15.0


class TooManyWatchers(DomainError):
    """As many watch as this process can serve."""

    slug = "too-many-watchers"
    kind = Kind.UNAVAILABLE
    message = "Too many are watching; come back in a minute"


@dataclass(eq=False, slots=True)
class Watcher:
    """One open stream; `plan` None hears of every plan."""

    plan: str | None
    waiting: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(_WAITING))


class Hub:
    """All watchers of this process, and the newest version of the record that they were told of."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._watchers: set[Watcher] = set()
        self.version: dict[str, int] = {}

    def __len__(self) -> int:
        """How many watch."""
        return len(self._watchers)

    def tell(self, payload: str) -> None:
        """Pass a notice of `stream.announce` on: `{source, position, changes}`."""
        notice: dict[str, Any] = json.loads(payload)
        source, position = notice["source"], notice["position"]
        self.version[source] = max(position, self.version.get(source, 0))
        by_plan: dict[str, list[dict[str, Any]]] = {}
        for change in notice["changes"]:
            by_plan.setdefault(change["plan"], []).append(change)
        everything = _event("change", self.version, {"changes": notice["changes"], "version": self.version})
        told = {
            plan: _event("change", self.version, {"changes": changes, "version": self.version})
            for plan, changes in by_plan.items()
        }
        for watcher in list(self._watchers):
            message = everything if watcher.plan is None else told.get(watcher.plan)
            if message is not None and notice["changes"]:
                self._pass(watcher, message)

    def catch_up(self, version: Mapping[str, int]) -> None:
        """Take the version as read after notices may have been missed; whoever watches is told when it is another."""
        if dict(version) == self.version:
            return
        self.version = dict(version)
        message = _event("change", self.version, {"changes": [], "version": self.version})
        for watcher in list(self._watchers):
            self._pass(watcher, message)

    def close(self) -> None:
        """Let everybody go."""
        for watcher in list(self._watchers):
            self._let_go(watcher)

    async def watch(self, plan: str | None, *, seen: str | None) -> AsyncIterator[bytes]:
        """Server-sent events until the hub closes; at once a `change` when `seen` (Last-Event-ID) is not the newest.

        Raises TooManyWatchers.
        """
        if len(self._watchers) >= self._most:
            raise TooManyWatchers
        watcher = Watcher(plan)
        self._watchers.add(watcher)
        try:
            yield b"retry: 2000\n\n"
            kind = "hello" if seen is None or seen == event_id(self.version) else "change"
            yield _event(kind, self.version, {"changes": [], "version": self.version})
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT_SECONDS):
                        message = await watcher.waiting.get()
                except TimeoutError:
                    message = b": still here\n\n"
                if message is None:
                    return
                yield message
        finally:
            self._watchers.discard(watcher)

    def _pass(self, watcher: Watcher, message: bytes) -> None:
        try:
            watcher.waiting.put_nowait(message)
        except asyncio.QueueFull:
            self._let_go(watcher)

    def _let_go(self, watcher: Watcher) -> None:
        self._watchers.discard(watcher)
        while not watcher.waiting.empty():
            watcher.waiting.get_nowait()
        watcher.waiting.put_nowait(None)


def event_id(version: Mapping[str, int]) -> str:
    """The version vector as an event id: `commitments=412;evidence=207`."""
    return ";".join(f"{source}={position}" for source, position in sorted(version.items()))


def _event(kind: str, version: Mapping[str, int], data: Mapping[str, Any]) -> bytes:
    return f"id: {event_id(version)}\nevent: {kind}\ndata: {json.dumps(data)}\n\n".encode()
