"""The platform as `constancia up` runs it: embedded servers that fsync, an API process, a worker process, the plan."""

import asyncio
import http.client
import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil

from commitments.operations import issue_credential, load_plan
from constancia.demo import demo_plan
from constancia.platform import migrate
from constancia_embedded.servers import provisioned, running_nats, running_postgres
from constancia_testing.orders import Orders
from constancia_testing.processes import Processes, in_processes

PLAN = "gt-2016-2018"
_SCOPES = frozenset({"reports:write"})
_PATIENCE_SECONDS = 30.0
_QUIET_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where everything is. `credentials`: client id and secret by institution; `goals`: (commitment, goal, lead)."""

    folder: Path
    admin_url: str
    databases: Mapping[str, str]
    nats_url: str
    orders: Orders
    processes: Processes
    credentials: Mapping[str, tuple[str, str]]
    goals: tuple[tuple[int, int, str], ...]

    @property
    def url(self) -> str:
        """The origin of the API process."""
        return self.processes.url

    def cpu_seconds(self) -> dict[str, float]:
        """User and system time that each part of the platform has taken so far."""
        postgres = psutil.Process(_pid(self.folder / "postgres" / "postmaster.pid"))
        return {
            "api": _cpu(psutil.Process(self.processes.pid("api"))),
            "worker": _cpu(psutil.Process(self.processes.pid("worker"))),
            "postgresql": sum(map(_cpu, (postgres, *postgres.children(recursive=True)))),
            "nats": _cpu(psutil.Process(_pid(self.folder / "nats" / "nats.pid"))),
        }


def _pid(file: Path) -> int:
    return int(file.read_text().split()[0])


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # a session that has just ended
        return 0.0
    return float(times.user + times.system)


@contextmanager
def staged() -> Iterator[Stage]:
    """Everything started and caught up; gone after the block. Uses of the environment only where a folder may be."""
    with (
        tempfile.TemporaryDirectory(prefix="constancia-bench-") as name,
        running_postgres(Path(name), {}) as admin_url,
        running_nats(Path(name), {}, with_admin=True) as nats_urls,
    ):
        databases = provisioned(Path(name), admin_url)
        migrate(databases)
        document = demo_plan()
        goals = tuple(_goals(document))
        credentials = asyncio.run(_prepare(databases["commitments"], document, {lead for _, _, lead in goals}))
        orders = Orders(database_urls=databases, nats_urls={s: nats_urls[s] for s in databases})
        with in_processes(orders) as processes:
            _await_plan(processes.url, [commitment for commitment, _, _ in goals])
            asyncio.run(_await_quiet(databases))
            yield Stage(
                folder=Path(name),
                admin_url=admin_url,
                databases=databases,
                nats_url=nats_urls["admin"],
                orders=orders,
                processes=processes,
                credentials=credentials,
                goals=goals,
            )


def _goals(document: bytes) -> Iterator[tuple[int, int, str]]:
    for commitment in json.loads(document)["commitments"]:
        for goal in commitment["goals"]:
            yield commitment["number"], goal["number"], commitment["leads"][0]["institution"]


async def _prepare(database_url: str, document: bytes, leads: set[str]) -> dict[str, tuple[str, str]]:
    await load_plan(database_url, document, dry_run=False, levels_as_of=None)
    credentials = {}
    for lead in sorted(leads):
        credential, secret = await issue_credential(database_url, lead, _SCOPES)
        credentials[lead] = (credential.client_id, secret)
    return credentials


def _await_plan(origin: str, commitments: list[int]) -> None:
    """Until the public face shows the plan's last commitment with its goals."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    path = f"/v1/plans/{PLAN}/compliance"
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status == 200:
            shown = [item["number"] for item in json.loads(body)["items"] for _ in item["goals"]]
            if sorted(shown) == sorted(commitments):
                return
        time.sleep(0.2)
    raise RuntimeError("the plan does not appear on the public face")


async def _await_quiet(databases: Mapping[str, str]) -> None:
    """Until no log has grown for some seconds: the plan's evidence and consultations are taken in by reactions."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    before, since = await _heads(databases), time.monotonic()
    while time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        heads = await _heads(databases)
        if heads != before:
            before, since = heads, time.monotonic()
        elif time.monotonic() - since > _QUIET_SECONDS:
            return
    raise RuntimeError(f"the logs do not come to rest: {before}")


async def _heads(databases: Mapping[str, str]) -> dict[str, int]:
    heads = {}
    for service, url in databases.items():
        connection = await asyncpg.connect(url)
        try:
            if await connection.fetchval("select to_regclass('log_head')") is not None:
                heads[service] = int(await connection.fetchval("select pos from log_head"))
        finally:
            await connection.close()
    return heads
