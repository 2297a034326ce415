"""Keeps an API process true to its read models: forgets what was made before a change, and tells who watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_bus.signal import listen
from constancia_web.published import PublishedPages
from reporting.compliance.queries import version_of
from reporting.compliance.reading import Reader
from reporting.stream.announce import CHANNEL
from reporting.stream.hub import Hub

_RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What an API process holds of the record, and the ways to keep it new."""

    database_url: SecretStr
    engine: AsyncEngine
    pages: PublishedPages
    reader: Reader
    hub: Hub
    _missed: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the record as long as the block; then let everybody go who watches."""
        async with self.engine.connect() as connection:
            self.hub.catch_up(await version_of(connection))
        tasks = [
            asyncio.create_task(listen(self.database_url, CHANNEL, self._changed), name="record-changed"),
            asyncio.create_task(self._catch_up(), name="catch-up"),
        ]
        try:
            yield
        finally:
            self.hub.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _changed(self, payload: str) -> None:
        self.reader.forget()
        self.pages.clear()
        if payload:
            self.hub.tell(payload)
        else:  # the listener has just connected: it may have missed something
            self._missed.set()

    async def _catch_up(self) -> None:
        while True:
            await self._missed.wait()
            self._missed.clear()
            try:
                async with self.engine.connect() as connection:
                    self.hub.catch_up(await version_of(connection))
            except (SQLAlchemyError, OSError):
                await asyncio.sleep(_RETRY_SECONDS)
                self._missed.set()
