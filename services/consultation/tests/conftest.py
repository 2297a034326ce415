"""The consultation service with real servers: alone beside a stand-in for the registry, or with the registry itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import altcha
import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from constancia_bus.ask import answer
from constancia_bus.streams import Bus, create_stream, find_stream, stream_name, subject
from constancia_events.commitments import ImportAccepted
from constancia_events.envelope import Entry, wrap
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer, eventually
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

PLAN = "gt-2016-2018"
PIECE = 2
GUATEMALA = ZoneInfo("America/Guatemala")
BY_THE_CLOCK = [f"consultation.consultation_{come}.v1" for come in ("opened", "closed")]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@dataclass
class Registry:
    """Says that plan files were taken, and hands out their consultations with the comments in pieces of 2."""

    bus: Bus
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    said: list[Entry] = field(default_factory=list)

    async def open(self) -> None:
        await create_stream(self.bus, "commitments", epoch="test", max_bytes=2**24, replicas=1)
        await answer(self.bus, "commitments", "import_section", self._section)

    async def accept(self, section: dict[str, Any] | None) -> None:
        """A file with this section; None for one that tells of no consultation."""
        import_id = str(uuid4())
        if section is not None:
            self.files[import_id] = section
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
        """Say it, and wait until the consultation service has acknowledged it."""
        sent = await self.bus.jetstream.publish(subject("commitments", entry.stream, entry.type), wrap(entry))
        consumer = "consultation_take_consultation"
        async with asyncio.timeout(30):
            while True:
                known = {one.name: one for one in await self.bus.jetstream.consumers_info(stream_name("commitments"))}
                floor = known[consumer].ack_floor if consumer in known else None
                if floor is not None and floor.stream_seq >= sent.seq:
                    return
                await asyncio.sleep(0.05)

    async def _section(self, about: dict[str, Any]) -> dict[str, Any] | None:
        found = self.files.get(about["import_id"])
        if found is None or about["section"] != "consultation":
            return None
        head = {name: value for name, value in found.items() if name != "comments"}
        comments, offset = found["comments"], about["offset"]
        piece = {"items": comments[offset : offset + PIECE], "more": len(comments) > offset + PIECE}
        return head | {"plan": PLAN, "time_zone": "America/Guatemala"} | piece


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
        stream = await find_stream(self.registry.bus, "consultation")
        head = await self.database.fetchval("select pos from log_head where not exists (select from event_stage)")
        return stream is not None and head is not None and stream.state.last_seq == head

    async def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Type and body of everything in its log but what the clock brought about."""
        await self.settle()
        query = "select type, body from event_log where type <> all($1) order by pos"
        rows = await self.database.fetch(query, BY_THE_CLOCK)
        return [(row["type"], json.loads(row["body"])) for row in rows]

    async def every(self, path: str) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await self.client.get(path, params={"limit": "2", **cursor})).raise_for_status().json()
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = {"cursor": page["next_cursor"]}


@pytest.fixture
async def running(start_platform: StartPlatform, bus: Mapping[str, str]) -> AsyncIterator[Running]:
    registry = Registry(await Bus.connect(SecretStr(bus["commitments"]), name="registry"))
    await registry.open()
    async with start_platform("consultation") as platform:
        database_url = platform.databases["consultation"]
        database = await asyncpg.connect(database_url)
        running = Running(platform.client, database, SecretStr(database_url), registry)
        yield running
        await database.close()
    await registry.bus.close()


@pytest.fixture(scope="session")
def section(pytestconfig: pytest.Config) -> dict[str, Any]:
    """The consultation of the plan of Guatemala, as its file tells of it."""
    path = pytestconfig.rootpath / "deploy/standalone/src/constancia/demo/gt-2016-2018.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["consultation"]
    return found


@dataclass
class Public:
    """The registry with Guatemala's plan and the consultation service; everybody who takes part, with their tokens."""

    platform: Platform
    database: asyncpg.Connection
    clock: FixedClock
    contact: dict[str, str] = field(default_factory=dict)
    moderator: dict[str, str] = field(default_factory=dict)
    minfin: dict[str, str] = field(default_factory=dict)
    mspas: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> httpx.AsyncClient:
        """A reader, or a citizen."""
        return self.platform.client

    async def wait(self, days: int) -> None:
        """Days go by; everybody asks for new tokens."""
        self.clock.turn_to(self.clock.now() + timedelta(days=days))
        await self.enter()

    async def enter(self) -> None:
        """Get a token for everybody who needs one."""
        registry = self.platform.databases["commitments"]
        self.contact = await bearer(self.client, registry, "SCSPR", "plan:admin")
        self.moderator = await bearer(self.client, registry, "SCSPR", "comments:moderate")
        self.minfin = await bearer(self.client, registry, "MINFIN", "responses:write")
        self.mspas = await bearer(self.client, registry, "MSPAS", "responses:write")

    async def announce(self, **differs: Any) -> str:
        """A consultation that is open since yesterday; gives its id."""
        today = self.clock.now().astimezone(GUATEMALA).date()
        body = {
            "title": {"es": "Autoevaluación final", "en": "Final self-assessment"},
            "opens_on": (today - timedelta(days=1)).isoformat(),
            "closes_on": (today + timedelta(days=20)).isoformat(),
            **differs,
        }
        made = await self.client.post(f"/v1/plans/{PLAN}/consultations", json=body, headers=self.contact)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def proof(self) -> str:
        """A challenge of the service, solved."""
        asked = (await self.client.get("/v1/consultations/proof-challenge")).raise_for_status().json()
        challenge = altcha.Challenge.from_dict(asked)
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        return str(altcha.Payload(challenge, solution).to_base64())

    async def send(self, consultation: str, text: str, *, checked: bool = True, **differs: Any) -> httpx.Response:
        """A comment, as a program sends it."""
        body = {"text": text, "sector": "citizen", **differs}
        if checked:
            body["proof"] = await self.proof()
        return await self.client.post(f"/v1/consultations/{consultation}/comments", json=body)

    async def comment(self, consultation: str, text: str, *, checked: bool = True, **differs: Any) -> dict[str, Any]:
        """A comment that is taken; gives its receipt."""
        answer = await self.send(consultation, text, checked=checked, **differs)
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def moderate(self, consultation: str, comments: list[str], act: str, **differs: Any) -> httpx.Response:
        """A moderator acts."""
        body = {"comments": comments, "act": act, "reason": {"es": "Por la regla publicada"}, **differs}
        return await self.client.post(f"/v1/consultations/{consultation}/moderation", json=body, headers=self.moderator)

    async def read(self, consultation: str, comment: str) -> dict[str, Any]:
        """One comment as everybody sees it."""
        answer = await self.client.get(f"/v1/consultations/{consultation}/comments/{comment}")
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    async def said(self) -> list[tuple[str, dict[str, Any]]]:
        """Type and body of every event that is staged or in the log."""
        query = "select type, body from event_log union all select type, body from event_stage"
        return [(row["type"], json.loads(row["body"])) for row in await self.database.fetch(query)]


@pytest.fixture
async def public(
    start_platform: StartPlatform, pytestconfig: pytest.Config, clock: FixedClock
) -> AsyncIterator[Public]:
    path = pytestconfig.rootpath / "deploy/standalone/src/constancia/demo/gt-2016-2018.json"
    async with start_platform("commitments", "consultation", loaded=path.read_bytes()) as platform:
        database = await asyncpg.connect(platform.databases["consultation"])

        async def heard() -> int:
            told = await database.fetchval("select count(*) from known_commitments")
            return int(told if await database.fetchval("select count(*) from comments") else 0)

        await eventually(heard, lambda told: told == 22, within=60)
        everybody = Public(platform, database, clock)
        await everybody.enter()
        yield everybody
        await database.close()
