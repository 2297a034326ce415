"""The registry's voice, as a test plays it: events staged in its database, carried by the real relay and projector."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.commitments import (
    IndicatorStated,
)
from constancia_events.event import Event
from constancia_runtime.clock import Clock
from constancia_testing.people import eventually, load_plan

PLAN = "gt-2016-2018"
_VERSIONS = text(
    "select stream, max(version) from (select stream, version from event_log union all"
    " select stream, version from event_stage) said where stream = any(:streams) group by stream"
)
_HEAD = text("select greatest((select pos from log_head), 0) + (select count(*) from event_stage)")
_REACHED = text("select pos from projection_checkpoint where name = 'record'")
_PROVEN = text("select count(*) from evidence_uses")
FILE_DAY = date(2017, 9, 29)
FILE_INSTANT = datetime(2017, 9, 29, 6, tzinfo=UTC)
"""The beginning of that day in Guatemala."""


class Registry:
    """The registry's voice, and a way to wait until the public has heard all of it."""

    def __init__(self, transactions: Transactions, reporting: AsyncEngine) -> None:
        self._transactions = transactions
        self._reporting = reporting

    async def say(self, *events: Event) -> None:
        """State facts, in this order, and wait until they have reached the read models."""
        streams = [stream_of(event) for event in events]
        async with self._transactions.engine.connect() as connection:
            rows = await connection.execute(_VERSIONS, {"streams": streams})
            versions = Counter({row[0]: row[1] for row in rows})
        async with self._transactions(actor="test") as tx:
            for event, stream in zip(events, streams, strict=True):
                versions[stream] += 1
                tx.record(event, stream=stream, version=versions[stream])
        await self.heard()

    async def heard(self) -> None:
        """Wait until everything that was said is projected."""

        async def behind() -> int:
            async with self._transactions.engine.connect() as said, self._reporting.connect() as heard:
                return int(await said.scalar(_HEAD) or 0) - int(await heard.scalar(_REACHED) or 0)

        await eventually(behind, lambda left: left == 0)

    async def load(self, client: httpx.AsyncClient, database_url: str, document: bytes) -> dict[str, Any]:
        """Load a plan file, and wait until its levels and its proof have arrived."""
        await load_plan(client, database_url, document)
        return await self.arrived(document)

    async def arrived(self, document: bytes) -> dict[str, Any]:
        """Wait until the levels and the proof of a plan file that was taken have arrived; gives its plan."""
        await self.heard()
        plan: dict[str, Any] = json.loads(document)
        cited = sum(len(goal["evidence"]) for one in plan["commitments"] for goal in one["goals"])

        async def proven() -> int:
            async with self._reporting.connect() as connection:
                return int(await connection.scalar(_PROVEN) or 0)

        await eventually(proven, lambda found: found >= cited)
        return plan


@asynccontextmanager
async def speaking(databases: Mapping[str, str], clock: Clock) -> AsyncIterator[Registry]:
    """The registry's voice on the databases of a platform, by service; somebody else runs its workers."""
    url = SecretStr(databases["commitments"])
    said = create_engine(url, pool=2, name="test-registry")
    heard = create_engine(SecretStr(databases["reporting"]), pool=1, name="test-registry")
    try:
        async with signalling(url) as signal:
            yield Registry(Transactions(said, clock, signal), heard)
    finally:
        await said.dispose()
        await heard.dispose()


def stream_of(event: Event) -> str:
    """The stream of an event, by its `stream_key`."""
    values = event.model_dump()
    for key in ("commitment", "goal"):
        if isinstance(values.get(key), dict):
            values |= values.pop(key)
    values["working group, 0 for the roundtable"] = values.get("working_group") or 0
    return re.sub(r"<([^>]+)>", lambda found: str(values[found[1]]), event.stream_key)


def indicator_stated(key: str, n: int, **of: Any) -> IndicatorStated:
    """A statement of the plan file's day."""
    when = {"effective_on": FILE_DAY, "effective_at": FILE_INSTANT, "evidence_url": None, "institution": None}
    return IndicatorStated.model_validate({"plan": PLAN, "key": key, "n": n, **when, **of})
