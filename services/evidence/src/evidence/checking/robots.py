"""What hosts ask of robots (RFC 9309): asked for once a day, remembered for all checkers."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from protego import Protego
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from evidence.checking.tables import robots

AGENT: Final = "ConstanciaBot"
_MOST_KEPT: Final = 5_000
_LONGEST_DELAY: Final = 30.0
_FOUND: Final = range(200, 300)

AskFor = Callable[[str], Awaitable[tuple[int | None, str]]]
"""An origin's robots.txt: its status, None where it could not be asked, and its text."""


@dataclass(slots=True)
class Wishes:
    """What an origin asks for. `rules` is None where it asks for nothing."""

    rules: Protego | None
    known_until: datetime

    def allows(self, url: str) -> bool:
        """Whether we may visit an address."""
        return self.rules is None or bool(self.rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds that it wants between two visits, up to thirty."""
        asked = None if self.rules is None else self.rules.crawl_delay(AGENT)
        return min(float(asked or 0.0), _LONGEST_DELAY)


@dataclass(slots=True)
class RobotsBook:
    """Remembers wishes in memory and in the database.

    Where robots.txt fails with an error of the server we visit all the same: these are single addresses that an
    institution itself cites, and whether they answer is what is asked. Only what is written there forbids.
    """

    engine: AsyncEngine
    ask_for: AskFor
    kept_for: timedelta
    _known: OrderedDict[str, Wishes] = field(default_factory=OrderedDict)
    _asking: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def of(self, url: str, now: datetime) -> Wishes:
        """The wishes of an address's origin."""
        place = urlsplit(url)
        origin = f"{place.scheme}://{place.netloc}"
        known = self._known.get(origin)
        if known is not None and known.known_until > now:
            return known
        # Of two who come at once the second waits for what the first was told.
        async with self._asking.setdefault(origin, asyncio.Lock()):
            again = self._known.get(origin)
            if again is not None and again.known_until > now:
                return again
            try:
                return await self._learnt(origin, now)
            finally:
                self._asking.pop(origin, None)

    async def _learnt(self, origin: str, now: datetime) -> Wishes:
        status, body, at = await self._remembered(origin, now) or await self._asked(origin, now)
        rules = Protego.parse(body) if status in _FOUND else None
        self._known[origin] = wishes = Wishes(rules, at + self.kept_for)
        if len(self._known) > _MOST_KEPT:
            self._known.popitem(last=False)
        return wishes

    async def _remembered(self, origin: str, now: datetime) -> tuple[int | None, str, datetime] | None:
        query = select(robots).where(robots.c.origin == origin, robots.c.fetched_at > now - self.kept_for)
        async with self.engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else (row.status, row.body, row.fetched_at)

    async def _asked(self, origin: str, now: datetime) -> tuple[int | None, str, datetime]:
        status, body = await self.ask_for(origin)
        kept = body if status in _FOUND else ""
        values = {"status": status, "body": kept, "fetched_at": now}
        written = insert(robots).values(origin=origin, **values)
        async with self.engine.begin() as connection:
            await connection.execute(written.on_conflict_do_update(index_elements=["origin"], set_=values))
        return status, kept, now
