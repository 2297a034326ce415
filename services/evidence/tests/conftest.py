"""The evidence service alone, with real servers, beside a stand-in for the registry."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from constancia_bus.ask import answer
from constancia_bus.streams import Bus, create_stream, find_stream, stream_name, subject
from constancia_events.commitments import ImportAccepted
from constancia_events.envelope import Entry, wrap
from constancia_testing.plugin import StartPlatform

PLAN = "gt-2016-2018"
PIECE = 200
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@dataclass
class Registry:
    """Says that plan files were taken, and hands out their citations in pieces of 200."""

    bus: Bus
    files: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    said: list[Entry] = field(default_factory=list)

    async def open(self) -> None:
        await create_stream(self.bus, "commitments", epoch="test", max_bytes=2**24, replicas=1)
        await answer(self.bus, "commitments", "import_section", self._section)

    async def accept(self, citations: list[dict[str, Any]] | None) -> None:
        """A file with these citations; None for one that nobody can hand out any more."""
        import_id = str(uuid4())
        if citations is not None:
            self.files[import_id] = citations
        event = ImportAccepted(import_id=import_id, plan=PLAN, sha256="0" * 64)
        position = len(self.said) + 1
        entry = Entry(
            event_id=str(uuid4()),
            source="commitments",
            type=event.type,
            position=position,
            stream=f"import/{PLAN}",
            version=position,
            occurred_at=NOW,
            recorded_at=NOW,
            correlation="0" * 32,
            causation=None,
            body=event.body(),
        )
        self.said.append(entry)
        await self.say(entry)

    async def say(self, entry: Entry) -> None:
        """Say it, and wait until the evidence service has acknowledged it."""
        sent = await self.bus.jetstream.publish(subject("commitments", entry.stream, entry.type), wrap(entry))
        consumer = "evidence_take_citations"
        async with asyncio.timeout(30):
            while True:
                known = {one.name: one for one in await self.bus.jetstream.consumers_info(stream_name("commitments"))}
                floor = known[consumer].ack_floor if consumer in known else None
                if floor is not None and floor.stream_seq >= sent.seq:
                    return
                await asyncio.sleep(0.05)

    async def _section(self, about: dict[str, Any]) -> dict[str, Any] | None:
        found = self.files.get(about["import_id"])
        if found is None or about["section"] != "evidence":
            return None
        offset = about["offset"]
        return {"plan": PLAN, "items": found[offset : offset + PIECE], "more": len(found) > offset + PIECE}


@dataclass
class Running:
    """The service as it is deployed: its address, its database, its bus."""

    client: httpx.AsyncClient
    database: asyncpg.Connection
    database_url: SecretStr
    registry: Registry

    async def settle(self) -> None:
        """Wait until all that is staged is in the log, and the log on the bus."""
        async with asyncio.timeout(30):
            while not await self._settled():  # noqa: ASYNC110 - it asks servers
                await asyncio.sleep(0.05)

    async def _settled(self) -> bool:
        stream = await find_stream(self.registry.bus, "evidence")
        head = await self.database.fetchval("select pos from log_head where not exists (select from event_stage)")
        return stream is not None and head is not None and stream.state.last_seq == head

    async def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Type and body of everything in its log."""
        await self.settle()
        rows = await self.database.fetch("select type, body from event_log order by pos")
        return [(row["type"], json.loads(row["body"])) for row in rows]

    async def every(self, path: str) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await self.client.get(path, params={"limit": "7", **cursor})).raise_for_status().json()
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = {"cursor": page["next_cursor"]}


@pytest.fixture
async def running(start_platform: StartPlatform, bus: Mapping[str, str]) -> AsyncIterator[Running]:
    registry = Registry(await Bus.connect(SecretStr(bus["commitments"]), name="registry"))
    await registry.open()
    async with start_platform("evidence") as platform:
        database_url = platform.databases["evidence"]
        database = await asyncpg.connect(database_url)
        running = Running(platform.client, database, SecretStr(database_url), registry)
        yield running
        await database.close()
    await registry.bus.close()


@pytest.fixture(scope="session")
def citations(pytestconfig: pytest.Config) -> list[dict[str, Any]]:
    """What the plan of Guatemala cites, as the registry hands it out."""
    path = pytestconfig.rootpath / "deploy/standalone/src/constancia/demo/gt-2016-2018.json"
    return [
        citation | {"commitment": commitment["number"], "goal": goal["number"]}
        for commitment in json.loads(path.read_text(encoding="utf-8"))["commitments"]
        for goal in commitment["goals"]
        for citation in goal["evidence"]
    ]
